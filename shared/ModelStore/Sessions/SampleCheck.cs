using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Engram.ModelStore.Sessions;

/// <summary>Recomputes a package's held-out sample, so that a network whose weights are noise does not serve just because its hashes
/// match.</summary>
public static class SampleCheck
{
    /// <summary>Largest allowed difference of an output, relative to 1 + its absolute value. Devices order their sums differently, and a
    /// GPU may round to 10 bits; wrong weights change outputs by tenths.</summary>
    public const float Tolerance = 0.01f;

    /// <summary>Loads every network of a package, which recomputes its sample.</summary>
    /// <exception cref="ModelPackageException">A network does not load or does not reproduce its sample.</exception>
    public static void Run(InstalledModel package, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(package);
        foreach (var network in (string[])[ModelManifest.NetworkFileName, .. package.Manifest.FurtherNetworks.Keys])
            ModelSession.Open(package, device, network).Dispose();
    }

    /// <summary>Loads every network of a package on the CPU, which recomputes its sample, before the package is promoted.</summary>
    /// <exception cref="ModelPackageException">The package has no sample, or a network does not reproduce it.</exception>
    public static void Require(InstalledModel package)
    {
        if (HeldOutSample.Find(package) is null)
            throw new ModelPackageException(
                $"Model {package.Id} has no {HeldOutSample.FileName}, so nothing tells whether it computes what it was trained to. "
                + $"Train it again, or promote it unchecked: engram models promote {package.Id.Replace('/', ' ')} --unchecked.");
        Run(package, ExecutionDevice.OpenCpu());
    }

    /// <summary>Recomputes the sample cases of one network.</summary>
    /// <exception cref="ModelPackageException">The network does not reproduce them.</exception>
    internal static void Run(ModelSession session, string network)
    {
        var cases = HeldOutSample.Find(session.Package)?.Cases ?? [];
        foreach (var one in cases.Where(one => one.Network == network))
        {
            try
            {
                Run(session, one);
            }
            catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or InvalidDataException)
            {
                throw new ModelPackageException(
                    $"{network} of model {session.Package.Id} does not compute its held-out sample "
                    + $"({HeldOutSample.FileName}): {e.Message}",
                    e);
            }
        }
    }

    private static void Run(ModelSession session, SampleCase one)
    {
        using var inputs = new ModelInputs();
        foreach (var input in one.Inputs)
            Add(inputs, input);
        using var outputs = session.Run(inputs);
        foreach (var expected in one.Outputs)
            Compare(expected, outputs.Flattened(expected.Name));
    }

    private static void Add(ModelInputs inputs, SampleTensor tensor)
    {
        long[] shape = [.. tensor.Shape];
        _ = tensor.Type switch
        {
            TensorType.Float32 => inputs.Add(tensor.Name, Elements<float>(tensor), shape),
            TensorType.Int64 => inputs.Add(tensor.Name, Elements<long>(tensor), shape),
            TensorType.Int32 => inputs.Add(tensor.Name, Elements<int>(tensor), shape),
            _ => inputs.Add(tensor.Name, tensor.Values, shape),
        };
    }

    private static T[] Elements<T>(SampleTensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Values).ToArray();

    private static void Compare(SampleTensor tensor, ReadOnlySpan<float> actual)
    {
        var expected = MemoryMarshal.Cast<byte, float>(tensor.Values);
        if (expected.Length != actual.Length)
            throw new InvalidDataException($"output {tensor.Name} has {actual.Length} values, the sample {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            // Negated so that NaN, which compares false with everything, fails.
            if (!(Math.Abs(actual[i] - expected[i]) <= Tolerance * (1 + Math.Abs(expected[i]))))
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"output {tensor.Name} is {actual[i]:G4} at {i}, the sample says {expected[i]:G4}"));
        }
    }
}
