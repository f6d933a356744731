using System.Globalization;

namespace Engram.Trainer.Torch;

/// <summary>Where a tensor lies: the CPU or one CUDA device.</summary>
public sealed record Device
{
    public static Device CPU { get; } = new(-1);

    private Device(int cudaIndex) => CudaIndex = cudaIndex;

    /// <summary>Index of the CUDA device, or -1 for the CPU.</summary>
    internal int CudaIndex { get; }

    public static Device CUDA(int index) => index >= 0 ? new Device(index) : throw new ArgumentOutOfRangeException(nameof(index), index, "A CUDA device has an index from 0.");

    /// <summary>Reads <c>cpu</c> or <c>cuda:N</c>.</summary>
    public static Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu")
            return CPU;
        if (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return CUDA(index);
        throw new ArgumentException($"'{name}' is no device. Devices are 'cpu', 'cuda:0', 'cuda:1'...", nameof(name));
    }

    internal static Device Of(int cudaIndex) => cudaIndex < 0 ? CPU : CUDA(cudaIndex);

    public override string ToString() => CudaIndex < 0 ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{CudaIndex}");
}

/// <summary>Element types, with libtorch's numbers.</summary>
public enum ScalarType
{
    Byte = 0,
    Int32 = 3,
    Int64 = 4,
    Float32 = 6,
    Float64 = 7,
    Bool = 11,
}
