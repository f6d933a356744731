namespace Engram.ModelStore;

/// <summary>Held-out inputs of a package's networks, with the outputs computed before the package was made. The loader computes them again:
/// weights that are noise can have a valid hash, but they do not give these outputs.</summary>
public sealed record HeldOutSample
{
    public const string FileName = "sample.json";

    public required IReadOnlyList<SampleCase> Cases { get; init; }

    /// <summary>Reads the sample of a package; null when the package has none, like packages of earlier releases.</summary>
    /// <exception cref="ModelPackageException">The file is absent or not valid.</exception>
    public static HeldOutSample? Find(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.Manifest.Files.ContainsKey(FileName) ? package.Read<HeldOutSample>(FileName) : null;
    }
}

/// <summary>One run of one network.</summary>
public sealed record SampleCase
{
    /// <summary>File name of the network.</summary>
    public required string Network { get; init; }

    public required IReadOnlyList<SampleTensor> Inputs { get; init; }

    /// <summary>Some or all outputs, of type float32.</summary>
    public required IReadOnlyList<SampleTensor> Outputs { get; init; }

    /// <summary>Total size of all tensors in bytes.</summary>
    public int SizeBytes() => Inputs.Concat(Outputs).Sum(tensor => tensor.Values.Length);
}

/// <summary>A named tensor.</summary>
public sealed record SampleTensor
{
    public required string Name { get; init; }

    public required TensorType Type { get; init; }

    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Elements in row-major order, little-endian; base64 in JSON.</summary>
    public required byte[] Values { get; init; }
}
