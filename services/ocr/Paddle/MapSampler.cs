using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>Samples a picture at the cells of a coarser map. If a cell covers many pixels, the picture is halved first, so that each pixel
/// counts.</summary>
internal readonly ref struct MapSampler
{
    private readonly PixelSampler _sampler;
    private readonly Vector2 _step;

    public MapSampler(RgbPicture picture, int width, int height)
    {
        PixelsPerCell = new Vector2((float)picture.Width / width, (float)picture.Height / height);
        _step = PixelsPerCell;
        // The sampler blends four pixels, so a cell may cover two by two.
        while (Math.Min(_step.X, _step.Y) > 2)
        {
            picture = Halve(picture);
            _step /= 2;
        }

        _sampler = new PixelSampler(picture);
    }

    /// <summary>Size of a cell in pixels of the original picture.</summary>
    public Vector2 PixelsPerCell { get; }

    /// <summary>Color of a cell, 0 to 255: red, green, blue.</summary>
    public Vector3 At(int x, int y) => _sampler.At(((x + 0.5f) * _step.X) - 0.5f, ((y + 0.5f) * _step.Y) - 0.5f);

    /// <summary>Averages two by two pixels; an odd last row or column is dropped.</summary>
    private static RgbPicture Halve(RgbPicture picture)
    {
        var (width, height) = (picture.Width / 2, picture.Height / 2);
        var (pixels, rowBytes) = (picture.Pixels, picture.Width * RgbPicture.Channels);
        var halved = new byte[width * height * RgbPicture.Channels];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width * RgbPicture.Channels; x++)
            {
                var from = (2 * y * rowBytes) + (2 * RgbPicture.Channels * (x / RgbPicture.Channels)) + (x % RgbPicture.Channels);
                var (right, below) = (from + RgbPicture.Channels, from + rowBytes);
                halved[at++] = (byte)((pixels[from] + pixels[right] + pixels[below] + pixels[below + RgbPicture.Channels] + 2) / 4);
            }
        }

        return new RgbPicture(width, height, halved, picture.UprightWidth, picture.UprightHeight);
    }
}
