using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures.Attributes;
using Engram.VisionFeatures.Pooling;

namespace Engram.VisionFeatures;

/// <summary>
/// Reads pictures. A detector gives grid, objects and attribute words; a plain backbone gives only the grid. A trained predictor, if there
/// is one, names the attribute words instead. Pictures are stretched to the network's size, so that boxes are fractions of the whole
/// picture. Thread-safe.
/// </summary>
public sealed class VisionModel : IDisposable
{
    private readonly PictureDecoder _decoder;
    private readonly ModelSession _session;
    private readonly PictureTensor _input;
    private readonly TensorSpec _grid;
    private readonly DetectorHead? _detector;
    private AttributePredictor? _attributes;

    private VisionModel(PictureDecoder decoder, ModelSession session, PictureTensor input, TensorSpec grid, DetectorHead? detector) =>
        (_decoder, _session, _input, _grid, _detector) = (decoder, session, input, grid, detector);

    /// <summary><c>name/version</c>; identifies the features it computes.</summary>
    public string Id => _session.Package.Id;

    /// <summary>Package that names the attribute words: the predictor or else the detector; null if there is neither.</summary>
    public string? AttributeModel => _attributes?.Id ?? (_detector is null ? null : Id);

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _session.Device;

    /// <summary>Features per region.</summary>
    public int Channels => _grid.Dims[1].Size!.Value;

    /// <summary>Loads a package of kind <c>object-detector</c> or <c>image-backbone</c> and runs it once.</summary>
    /// <param name="package">The package.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="decoder">Decodes pictures.</param>
    /// <param name="options">What counts as seen.</param>
    /// <param name="attributes">Package of kind <c>attributes</c> that names the attribute words; null: the detector names them.</param>
    /// <exception cref="ModelPackageException">A package is damaged, of another kind, does not match its manifest, or the two do not fit
    /// each other.</exception>
    public static VisionModel Open(
        InstalledModel package, ExecutionDevice device, PictureDecoder decoder, VisionFeaturesOptions options,
        InstalledModel? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        var detector = package.Manifest.Kind switch
        {
            ModelKinds.ObjectDetector => DetectorHead.Of(package, options),
            ModelKinds.ImageBackbone => null,
            var kind => throw new ModelPackageException(
                $"Model {package.Id} is of kind '{kind}'; pictures are read by one of kind '{ModelKinds.ObjectDetector}' or "
                    + $"'{ModelKinds.ImageBackbone}'."),
        };
        var input = PictureTensor.Of(package.Manifest);
        var grid = GridOf(package.Manifest);
        var model = new VisionModel(decoder, ModelSession.Open(package, device), input, grid, detector);
        try
        {
            model._attributes = attributes is null ? null : AttributePredictor.Open(attributes, device, model.Id, model.Channels);
            model.Read(
                new RgbPicture(
                    input.Width, input.Height, new byte[input.Width * input.Height * RgbPicture.Channels], input.Width, input.Height));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads a picture file.</summary>
    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture is damaged or over a limit.</exception>
    public ExtractedFeatures Read(byte[] bytes) => Read(_decoder.DecodeToSize(bytes, _input.Width, _input.Height));

    public void Dispose()
    {
        _session.Dispose();
        _attributes?.Dispose();
    }

    private ExtractedFeatures Read(RgbPicture picture)
    {
        using var inputs = _input.InputsOf(picture);
        using var outputs = _session.Run(inputs);
        var (height, width) = (_grid.Dims[2].Size!.Value, _grid.Dims[3].Size!.Value);
        var map = new FeatureMap(outputs.Floats(_grid.Name, 1, Channels, height, width), Channels, height, width);
        var (objects, seen) = _detector?.Decode(outputs) ?? ([], []);
        var grid = map.PoolToGrid(ExtractedFeatures.GridSide);

        var objectFeatures = new List<float[]>();
        foreach (var found in objects)
            objectFeatures.Add(map.PoolBox(found.Box));
        return new ExtractedFeatures
        {
            Channels = Channels,
            Grid = grid,
            Objects = [.. objects.Select(found => _detector!.Describe(found))],
            ObjectFeatures = objectFeatures,
            Attributes = _attributes?.Name(grid) ?? seen,
            AttributeModel = AttributeModel,
        };
    }

    /// <summary>The output with the feature map: the one named <c>grid</c>, or the only one.</summary>
    private static TensorSpec GridOf(ModelManifest manifest)
    {
        var grid = manifest.Outputs.FirstOrDefault(output => output.Name == "grid") ?? (manifest.Outputs is [var only] ? only : null);
        return grid is { Type: TensorType.Float32, Dims: [_, { Size: not null }, { Size: not null }, { Size: not null }] }
            ? grid
            : throw new ModelPackageException(
                $"Model {manifest.Name}/{manifest.Version} has no feature map: expected an output grid float32 [batch, channels, height, "
                    + "width], got " +
                $"{string.Join("; ", manifest.Outputs)}.");
    }
}
