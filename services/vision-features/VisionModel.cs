using Engram.Contracts.Images;
using Engram.Imaging;
using Engram.ModelPackage;
using Engram.ModelServing;
using Engram.VisionFeatures.Detection;
using Engram.VisionFeatures.Pooling;

namespace Engram.VisionFeatures;

/// <summary>
/// Reads pictures: a detector gives grid, objects and attribute words, a plain backbone the grid alone. Pictures are stretched to the
/// network's size, so that boxes are fractions of the whole picture. Safe to use from several threads.
/// </summary>
public sealed class VisionModel : IDisposable
{
    private readonly PictureDecoder _decoder;
    private readonly ModelSession _session;
    private readonly PictureTensor _input;
    private readonly TensorSpec _grid;
    private readonly DetectorHead? _detector;

    private VisionModel(PictureDecoder decoder, ModelSession session, PictureTensor input, TensorSpec grid, DetectorHead? detector) =>
        (_decoder, _session, _input, _grid, _detector) = (decoder, session, input, grid, detector);

    /// <summary><c>name/version</c>: names the features it computes.</summary>
    public string Id => _session.Package.Id;

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _session.Device;

    /// <summary>Features a region.</summary>
    public int Channels => _grid.Dims[1].Size!.Value;

    /// <summary>Loads a package of kind <c>object-detector</c> or <c>image-backbone</c> and runs it once.</summary>
    /// <exception cref="ModelPackageException">It is of another kind, damaged, or not what its manifest says.</exception>
    public static VisionModel Open(InstalledModel package, ExecutionDevice device, PictureDecoder decoder, VisionFeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        var detector = package.Manifest.Kind switch
        {
            ModelKinds.ObjectDetector => DetectorHead.Of(package, options),
            ModelKinds.ImageBackbone => null,
            var kind => throw new ModelPackageException(
                $"Model {package.Id} is of kind '{kind}'; pictures are read by one of kind '{ModelKinds.ObjectDetector}' or '{ModelKinds.ImageBackbone}'."),
        };
        var input = PictureTensor.Of(package.Manifest);
        var grid = GridOf(package.Manifest);
        var model = new VisionModel(decoder, ModelSession.Open(package, device), input, grid, detector);
        try
        {
            model.Read(new RgbPicture(input.Width, input.Height, new byte[input.Width * input.Height * RgbPicture.Channels], input.Width, input.Height));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads a picture file.</summary>
    /// <exception cref="PictureRejectedException">The bytes are no picture, over a limit, or damaged.</exception>
    public PictureFeatures Read(ReadOnlySpan<byte> bytes) => Read(_decoder.DecodeToSize(bytes, _input.Width, _input.Height));

    public void Dispose() => _session.Dispose();

    private PictureFeatures Read(RgbPicture picture)
    {
        using var inputs = _input.InputsOf(picture);
        using var outputs = _session.Run(inputs);
        var (height, width) = (_grid.Dims[2].Size!.Value, _grid.Dims[3].Size!.Value);
        var map = new FeatureMap(outputs.Floats(_grid.Name, 1, Channels, height, width), Channels, height, width);
        var (objects, attributes) = _detector?.Decode(outputs) ?? ([], []);

        var objectFeatures = new List<float[]>();
        foreach (var found in objects)
            objectFeatures.Add(map.PoolBox(found.Box));
        return new PictureFeatures
        {
            Channels = Channels,
            Grid = map.PoolToGrid(PictureFeatures.GridSide),
            Objects = [.. objects.Select(found => _detector!.Describe(found))],
            ObjectFeatures = objectFeatures,
            Attributes = attributes,
        };
    }

    /// <summary>The output with the feature map: named <c>grid</c>, or the only one.</summary>
    private static TensorSpec GridOf(ModelManifest manifest)
    {
        var grid = manifest.Outputs.FirstOrDefault(output => output.Name == "grid") ?? (manifest.Outputs is [var only] ? only : null);
        return grid is { Type: TensorType.Float32, Dims: [_, { Size: not null }, { Size: not null }, { Size: not null }] }
            ? grid
            : throw new ModelPackageException(
                $"Model {manifest.Name}/{manifest.Version} has no feature map: expected an output grid float32 [batch, channels, height, width], got " +
                $"{string.Join("; ", manifest.Outputs)}.");
    }
}
