using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.VisionFeatures;

/// <summary>
/// Converts a picture to a network's input, as the manifest says: uint8 [batch, height, width, 3] takes the pixels unchanged; float32, with
/// channels last or first, takes (pixel / 255 - mean) / std, with the manifest's parameters <c>mean</c> and <c>std</c> for red, green and
/// blue.
/// </summary>
public sealed class PictureTensor
{
    private const string MeanParameter = "mean";
    private const string DeviationParameter = "std";

    private readonly TensorSpec _spec;
    private readonly bool _channelsFirst;
    private readonly float[] _mean = [];
    private readonly float[] _deviation = [];

    private PictureTensor(TensorSpec spec, int height, int width, bool channelsFirst, float[] mean, float[] deviation) =>
        (_spec, Height, Width, _channelsFirst, _mean, _deviation) = (spec, height, width, channelsFirst, mean, deviation);

    /// <summary>Rows of the network's input.</summary>
    public int Height { get; }

    /// <summary>Pixels per row of the network's input.</summary>
    public int Width { get; }

    /// <exception cref="ModelPackageException">The manifest's input is not a picture, or its parameters are wrong.</exception>
    public static PictureTensor Of(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Inputs is not [var spec])
            throw new ModelPackageException(
                $"Model {manifest.Name}/{manifest.Version} has {manifest.Inputs.Count} inputs; a model of pictures has one.");
        return (spec.Type, spec.Dims) switch
        {
            (TensorType.UInt8, [_, { Size: { } height }, { Size: { } width }, { Size: RgbPicture.Channels }]) =>
                new PictureTensor(spec, height, width, channelsFirst: false, [], []),
            (TensorType.Float32, [_, { Size: { } height }, { Size: { } width }, { Size: RgbPicture.Channels }]) =>
                new PictureTensor(spec, height, width, channelsFirst: false, Colours(MeanParameter), Colours(DeviationParameter)),
            (TensorType.Float32, [_, { Size: RgbPicture.Channels }, { Size: { } height }, { Size: { } width }]) =>
                new PictureTensor(spec, height, width, channelsFirst: true, Colours(MeanParameter), Colours(DeviationParameter)),
            _ => throw new ModelPackageException(
                $"Input {spec} of model {manifest.Name}/{manifest.Version} is no picture: expected uint8 or float32 [batch, height, "
                    + "width, 3] " +
                "or float32 [batch, 3, height, width]."),
        };

        float[] Colours(string parameter) =>
            manifest.Parameter<float[]>(parameter) is [_, _, _] three && (parameter == MeanParameter || !three.Contains(0))
            ? three
            : throw new ModelPackageException(
                $"Parameter '{parameter}' of model {manifest.Name}/{manifest.Version} must be three numbers, for red, green and blue, of "
                    + "which none of 'std' is 0.");
    }

    /// <summary>The network's inputs for one picture, which must have its size.</summary>
    public ModelInputs InputsOf(RgbPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Width != Width || picture.Height != Height)
            throw new ArgumentException(
                $"Expected a picture of {Width} x {Height} pixels, got {picture.Width} x {picture.Height}.", nameof(picture));
        long[] dims = [1, .. _spec.Dims.Skip(1).Select(dim => (long)dim.Size!)];
        return _spec.Type == TensorType.UInt8
            ? new ModelInputs().Add(_spec.Name, picture.Pixels, dims)
            : new ModelInputs().Add(_spec.Name, Normalise(picture.Pixels), dims);
    }

    private float[] Normalise(byte[] pixels)
    {
        var plane = Height * Width;
        var values = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (position, colour) = Math.DivRem(i, RgbPicture.Channels);
            var at = _channelsFirst ? colour * plane + position : i;
            values[at] = (pixels[i] / 255f - _mean[colour]) / _deviation[colour];
        }

        return values;
    }
}
