using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>Samples a picture at the cells of a coarser map. If a cell covers many pixels, the picture is halved first, so that each pixel
/// counts.</summary>
internal readonly ref struct MapSampler
{
    private readonly PixelSampler _sampler;
    private readonly Vector2 _step;
    private readonly (int Width, int Height) _cells;

    // Colors that differ by more are not of one surface, 0 to 255.
    private const float CloseColors = 4;

    public MapSampler(RgbPicture picture, int width, int height)
    {
        PixelsPerCell = new Vector2((float)picture.Width / width, (float)picture.Height / height);
        (_step, _cells) = (PixelsPerCell, (width, height));
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

    /// <summary>Share of cells, 0 to 1, whose color is close to that of the cell to the left and of the cell above.</summary>
    public float Evenness()
    {
        var (even, above) = (0, new Vector3[_cells.Width]);
        for (var y = 0; y < _cells.Height; y++)
        {
            var left = Vector3.Zero;
            for (var x = 0; x < _cells.Width; x++)
            {
                var color = At(x, y);
                if (x > 0 && y > 0 && AreClose(color, left) && AreClose(color, above[x]))
                    even++;
                left = above[x] = color;
            }
        }

        return (float)even / ((_cells.Width - 1) * (_cells.Height - 1));
    }

    private static bool AreClose(Vector3 a, Vector3 b)
    {
        var apart = Vector3.Abs(a - b);
        return Math.Max(apart.X, Math.Max(apart.Y, apart.Z)) <= CloseColors;
    }

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
