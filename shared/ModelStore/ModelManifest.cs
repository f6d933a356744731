using System.Text.Json;

namespace Engram.ModelStore;

/// <summary>What a model package says of itself: <c>manifest.json</c>. The loader compares it with the files and with the loaded
/// model.</summary>
public sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The network, in every package.</summary>
    public const string NetworkFileName = "model.onnx";

    public required string Name { get; init; }

    /// <summary>Version within the name: <c>1</c>, <c>2</c>...</summary>
    public required string Version { get; init; }

    /// <summary>One of <see cref="ModelKinds"/>.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>Networks beside <see cref="NetworkFileName"/>, by the name of their file: <c>decoder.onnx</c>.</summary>
    public IReadOnlyDictionary<string, NetworkSpec> FurtherNetworks { get; init; } =
        new SortedDictionary<string, NetworkSpec>(StringComparer.Ordinal);

    /// <summary>SHA-256 of every other file of the package by its name: 64 lower-case hex digits.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What serving must know beyond shapes, for example a threshold.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } =
        new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);

    public required ModelTraining Training { get; init; }

    /// <summary>Figures on held-out data by name: <c>openclipart-test.f1@1</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>What the network in a file of the package takes and gives.</summary>
    /// <exception cref="ModelPackageException">The manifest does not describe it.</exception>
    public NetworkSpec NetworkIn(string file)
    {
        if (file == NetworkFileName)
            return new NetworkSpec { Inputs = Inputs, Outputs = Outputs };
        return FurtherNetworks.TryGetValue(file, out var network)
            ? network
            : throw new ModelPackageException($"The {FileName} of model {Name}/{Version} does not describe a network {file}.");
    }

    /// <summary>A parameter read as <typeparamref name="T"/>, or the default of it where the manifest has none.</summary>
    /// <exception cref="ModelPackageException">The parameter is of another type.</exception>
    public T? FindParameter<T>(string name) => Parameters.ContainsKey(name) ? Parameter<T>(name) : default;

    /// <summary>A parameter read as <typeparamref name="T"/>.</summary>
    /// <exception cref="ModelPackageException">The parameter is absent or of another type.</exception>
    public T Parameter<T>(string name)
    {
        if (!Parameters.TryGetValue(name, out var value))
            throw new ModelPackageException($"Model {Name}/{Version} has no parameter '{name}' in its {FileName}.");
        try
        {
            return value.Deserialize<T>(ManifestJson.Options)
                ?? throw new ModelPackageException($"Parameter '{name}' of model {Name}/{Version} is null in its {FileName}.");
        }
        catch (JsonException error)
        {
            throw new ModelPackageException(
                $"Parameter '{name}' of model {Name}/{Version} is {value.GetRawText()}, not a {typeof(T).Name}.", error);
        }
    }
}

/// <summary>How a model came to be: enough to make it again.</summary>
public sealed record ModelTraining
{
    /// <summary>The command that made it, from the root of the clone.</summary>
    public required string Command { get; init; }

    public required int Seed { get; init; }

    public IReadOnlyList<TrainingData> Data { get; init; } = [];
}

/// <summary>One file of training data.</summary>
public sealed record TrainingData
{
    public required string Name { get; init; }

    /// <summary>64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Examples in it.</summary>
    public required int Rows { get; init; }

    /// <summary>A file, by its name and what it holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Examples in it.</param>
    public static TrainingData Of(string path, int rows) =>
        new() { Name = Path.GetFileName(path), Sha256 = InstalledModel.Hash(path), Rows = rows };

    /// <summary>A text file with an example a line.</summary>
    public static TrainingData OfLines(string path) => Of(path, File.ReadLines(path).Count());
}
