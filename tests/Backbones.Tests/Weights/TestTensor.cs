using System.Runtime.InteropServices;

namespace Engram.Backbones.Tests.Weights;

/// <summary>A named tensor as the writers of these tests take it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its type by the word of .safetensors.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Data">Its elements, little-endian.</param>
internal sealed record TestTensor(string Name, string Dtype, long[] Shape, byte[] Data)
{
    public int ElementBytes => Dtype switch { "F16" or "BF16" => 2, "F32" => 4, _ => 8 };

    public static TestTensor Of<T>(string name, string dtype, long[] shape, params T[] values)
        where T : unmanaged => new(name, dtype, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static TestTensor Floats(string name, long[] shape, params float[] values) => Of(name, "F32", shape, values);
}
