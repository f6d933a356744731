using System.Runtime.InteropServices;
using Engram.ModelStore;
using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>Makes a package's held-out sample from the cases that its export was compared with.</summary>
internal static class PackageSample
{
    // Limit per network: a package still downloads in seconds, and loading it costs one more call of the network.
    private const int MaxNetworkBytes = 128 << 10;

    /// <summary>Takes the cases of each network from the smallest up while they fit, at least one.</summary>
    public static HeldOutSample From(IEnumerable<ParityCase> cases) => new()
    {
        Cases = [.. cases.Select(SampleOf).GroupBy(one => one.Network, StringComparer.Ordinal).SelectMany(Fitting)],
    };

    private static IEnumerable<SampleCase> Fitting(IEnumerable<SampleCase> cases)
    {
        var bytes = 0;
        return cases.OrderBy(one => one.SizeBytes()).TakeWhile((one, place) => (bytes += one.SizeBytes()) <= MaxNetworkBytes || place == 0);
    }

    private static SampleCase SampleOf(ParityCase one) => new()
    {
        Network = one.Network,
        Inputs = [.. one.Inputs.Select(input => SampleOf(input.Name, input.Values, input.Shape))],
        Outputs = [.. one.Outputs.Select(output => SampleOf(output.Name, output.Values.ToArray(), [output.Values.Count]))],
    };

    private static SampleTensor SampleOf(string name, Array values, IReadOnlyList<long> shape)
    {
        var (type, bytes) = values switch
        {
            float[] floats => (TensorType.Float32, MemoryMarshal.AsBytes<float>(floats).ToArray()),
            long[] longs => (TensorType.Int64, MemoryMarshal.AsBytes<long>(longs).ToArray()),
            int[] ints => (TensorType.Int32, MemoryMarshal.AsBytes<int>(ints).ToArray()),
            _ => throw new ShapeException($"'{name}' holds {values.GetType()}; use float[], long[] or int[]."),
        };
        return new SampleTensor { Name = name, Type = type, Shape = shape, Values = bytes };
    }
}
