using System.Text.Json;

namespace Engram.ModelStore;

/// <summary>The metadata of a model package: <c>manifest.json</c>. The loader compares it with the files and with the loaded
/// model.</summary>
public sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The main network; every package has one.</summary>
    public const string NetworkFileName = "model.onnx";

    public required string Name { get; init; }

    /// <summary>Version number within the name: <c>1</c>, <c>2</c>...</summary>
    public required string Version { get; init; }

    /// <summary>One of <see cref="ModelKinds"/>.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>Networks in addition to <see cref="NetworkFileName"/>, by file name: <c>decoder.onnx</c>.</summary>
    public IReadOnlyDictionary<string, NetworkSpec> FurtherNetworks { get; init; } =
        new SortedDictionary<string, NetworkSpec>(StringComparer.Ordinal);

    /// <summary>SHA-256 of every other file of the package by file name: 64 lower-case hex digits.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Settings for serving beyond shapes, for example a threshold.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } =
        new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);

    public required ModelTraining Training { get; init; }

    /// <summary>Metrics on held-out data by name: <c>openclipart-test.f1@1</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Returns the inputs and outputs of the network in a file of the package.</summary>
    /// <exception cref="ModelPackageException">The manifest does not describe it.</exception>
    public NetworkSpec NetworkIn(string file)
    {
        if (file == NetworkFileName)
            return new NetworkSpec { Inputs = Inputs, Outputs = Outputs };
        return FurtherNetworks.TryGetValue(file, out var network)
            ? network
            : throw new ModelPackageException($"The {FileName} of model {Name}/{Version} does not describe a network {file}.");
    }

    /// <summary>A parameter read as <typeparamref name="T"/>, or its default when the manifest has no such parameter.</summary>
    /// <exception cref="ModelPackageException">The parameter is of another type.</exception>
    public T? FindParameter<T>(string name) => Parameters.ContainsKey(name) ? Parameter<T>(name) : default;

    /// <summary>A parameter read as <typeparamref name="T"/>.</summary>
    /// <exception cref="ModelPackageException">The parameter is missing or of another type.</exception>
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

/// <summary>How a model was made, in enough detail to repeat it.</summary>
public sealed record ModelTraining
{
    /// <summary>The command that made it, run from the root of the repository.</summary>
    public required string Command { get; init; }

    public required int Seed { get; init; }

    public IReadOnlyList<TrainingData> Data { get; init; } = [];
}

/// <summary>One file of training data.</summary>
public sealed record TrainingData
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Number of examples.</summary>
    public required int Rows { get; init; }

    /// <summary>Describes a file by its name and hash.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Number of examples.</param>
    public static TrainingData Of(string path, int rows) =>
        new() { Name = Path.GetFileName(path), Sha256 = InstalledModel.Hash(path), Rows = rows };

    /// <summary>Describes a text file with one example per line.</summary>
    public static TrainingData OfLines(string path) => Of(path, File.ReadLines(path).Count());
}
