using System.Globalization;

namespace Engram.Training.Torch;

/// <summary>Where a tensor is stored: on the CPU or on one CUDA device.</summary>
public sealed record Device
{
    public static Device CPU { get; } = new(-1);

    private Device(int cudaIndex) => CudaIndex = cudaIndex;

    /// <summary>Index of the CUDA device, or -1 for the CPU.</summary>
    internal int CudaIndex { get; }

    public static Device CUDA(int index) =>
        index >= 0 ? new Device(index) : throw new ArgumentOutOfRangeException(nameof(index), index, "A CUDA device has an index from 0.");

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
