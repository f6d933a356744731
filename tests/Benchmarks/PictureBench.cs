using Engram.Imaging;
using NetVips;

namespace Engram.Benchmarks;

/// <summary>
/// Decodes a 12-megapixel picture to fit 300 pixels. Limit: libvips' thumbnail of the same file, a single call that checks no limits
/// and fills truncated files with gray.
/// </summary>
internal sealed class PictureBench(string format, Func<Image, byte[]> encode) : IStageBench
{
    private const int Width = 4000, Height = 3000, Side = 300, Decodings = 8;

    private PictureDecoder? _decoder;
    private byte[] _file = [];

    public string Stage => $"picture-{format}";

    public string Unit => "pictures";

    public string Limit => "libvips' thumbnail_buffer";

    public Task<string?> PrepareAsync()
    {
        // Must come first: it configures libvips for both sides.
        _decoder = new PictureDecoder(new ImagingOptions());
        using var red = Clouds(seed: 1);
        using var green = Clouds(seed: 2);
        using var blue = Clouds(seed: 3);
        using var bands = red.Bandjoin(green, blue);
        using var picture = bands.Copy(interpretation: Enums.Interpretation.Srgb);
        _file = encode(picture);
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        for (var i = 0; i < Decodings; i++)
            _decoder!.DecodeToFit(_file, Side);
        return Task.FromResult(Decodings);
    }

    public Task<int> RunLimitAsync()
    {
        for (var i = 0; i < Decodings; i++)
        {
            using var thumbnail = Image.ThumbnailBuffer(_file, Side, height: Side, size: Enums.Size.Down, outputProfile: "srgb");
            thumbnail.WriteToMemory<byte>();
        }

        return Task.FromResult(Decodings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Smooth shapes with photo-like grain.</summary>
    private static Image Clouds(int seed)
    {
        using var shapes = Image.Perlin(Width, Height, cellSize: 256, seed: seed);
        using var grain = Image.Gaussnoise(Width, Height, sigma: 3, mean: 128, seed: seed);
        using var contrast = shapes * 100;
        using var sum = contrast + grain;
        return sum.Cast(Enums.BandFormat.Uchar);
    }
}
