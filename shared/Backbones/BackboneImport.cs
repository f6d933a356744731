using System.Runtime.InteropServices;
using System.Text.Json;
using Engram.Backbones.Networks;
using Engram.Backbones.Weights;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Backbones;

/// <summary>Makes model packages of kind <c>image-backbone</c> from a user's own weights.</summary>
public static class BackboneImport
{
    /// <summary>Manifest parameter: how a picture becomes the input.</summary>
    public const string PreprocessingParameter = "preprocessing";

    /// <summary>Manifest parameter: what is known of the weights' licence.</summary>
    public const string LicenseParameter = "license";

    // torchvision.models.*_Weights.transforms(): red, green, blue of ImageNet.
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Reads the weights, runs the network once, and adds the package with that run as its held-out sample. Nothing is written
    /// before the network has run.</summary>
    /// <param name="repository">Takes the package.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="path">File of weights.</param>
    /// <param name="name">Name of the package; its version is the next free one.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="options">How much of the file is read.</param>
    /// <exception cref="WeightFileException">The file can't be read, or does not hold the network's weights.</exception>
    /// <exception cref="ModelPackageException">No package can have that name.</exception>
    public static InstalledModel Import(
        ModelRepository repository, Backbone backbone, string path, string name, ExecutionDevice device, WeightFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(device);
        var version = repository.NextVersion(name);
        var network = ReadNetwork(backbone, path, options);
        var sample = RunOnce(backbone, network, device);
        var manifest = new ModelManifest
        {
            Name = name,
            Version = version,
            Kind = ModelKinds.ImageBackbone,
            Inputs = [Backbone.Input],
            Outputs = [backbone.Output],
            Parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
            {
                ["mean"] = JsonSerializer.SerializeToElement(Mean),
                ["std"] = JsonSerializer.SerializeToElement(Deviation),
                [PreprocessingParameter] = JsonSerializer.SerializeToElement(
                    $"RGB, stretched to {Backbone.PictureSide} x {Backbone.PictureSide}, (value / 255 - mean) / std"),
                [LicenseParameter] = JsonSerializer.SerializeToElement(
                    "The weights come from the user's own file. Their license, and that of the pictures they were trained on, apply."),
            },
            Training = new ModelTraining
            {
                Command = $"engram models import-torch {backbone.Name} {Path.GetFileName(path)}",
                Seed = 0,
                Data = [TrainingData.Of(path, rows: 0)],
            },
        };
        return repository.Add(manifest, folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, ModelManifest.NetworkFileName), network);
            ManifestJson.Write(Path.Combine(folder, HeldOutSample.FileName), new HeldOutSample { Cases = [sample] });
        });
    }

    private static byte[] ReadNetwork(Backbone backbone, string path, WeightFileOptions options)
    {
        using var file = WeightFile.Open(path, options);
        var weights = new BackboneWeights(backbone, file);
        weights.RequireAll();
        return weights.ToNetwork();
    }

    private static SampleCase RunOnce(Backbone backbone, byte[] network, ExecutionDevice device)
    {
        long[] pictureShape = [1, 3, Backbone.PictureSide, Backbone.PictureSide];
        var picture = MakePicture();
        using var options = device.CreateSessionOptions();
        using var session = new InferenceSession(network, options);
        using var input = OrtValue.CreateTensorValueFromMemory(picture, pictureShape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [Backbone.PictureInput], [input], [Backbone.GridOutput]);
        var grid = outputs[0].GetTensorDataAsSpan<float>();
        foreach (var value in grid)
        {
            if (!float.IsFinite(value))
                throw new WeightFileException($"These weights of {backbone.Name} give features that are no numbers; they are too large.");
        }

        return new SampleCase
        {
            Network = ModelManifest.NetworkFileName,
            Inputs = [Tensor(Backbone.PictureInput, pictureShape, picture)],
            Outputs = [Tensor(Backbone.GridOutput, [1, backbone.Channels, Backbone.GridSide, Backbone.GridSide], grid)],
        };
    }

    /// <summary>A picture of slopes and edges in all colors, as the network takes it.</summary>
    private static float[] MakePicture()
    {
        const int Plane = Backbone.PictureSide * Backbone.PictureSide;
        var picture = new float[3 * Plane];
        for (var i = 0; i < picture.Length; i++)
        {
            var (color, place) = Math.DivRem(i, Plane);
            var (y, x) = Math.DivRem(place, Backbone.PictureSide);
            var value = (x * (color + 1) + y * (3 - color)) % 256;
            picture[i] = (value / 255f - Mean[color]) / Deviation[color];
        }

        return picture;
    }

    private static SampleTensor Tensor(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values) => new()
    {
        Name = name,
        Type = TensorType.Float32,
        Shape = shape,
        Values = MemoryMarshal.AsBytes(values).ToArray(),
    };
}
