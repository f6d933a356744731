using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>A line of text cut out of a picture and straightened, with the height that the recognizer takes.</summary>
internal sealed class LineImage
{
    /// <summary>Rows of the recognizer's input.</summary>
    public const int Height = 48;

    private const int MinColumns = 16;
    private const int WidthMultiple = 32;

    // Longer lines are read in pieces: the recognizer drops some of their letters.
    private const int MaxPieceColumns = 1600;

    // A gap between words is at least this wide; a gap between letters is not.
    private const int GapColumns = 8;

    private readonly Vector3[] _pixels; // [Height, Columns] red, green, blue, 0 to 255
    private readonly int _columns;

    private LineImage(Vector3[] pixels, int columns) => (_pixels, _columns) = (pixels, columns);

    public static LineImage Cut(RgbPicture picture, RotatedRectangle box)
    {
        var columns = Math.Max(MinColumns, (int)MathF.Ceiling(Height * box.Width / box.Height));
        var pixels = new Vector3[Height * columns];
        var sampler = new PixelSampler(picture);
        var (across, down, corner) = (box.Across * (box.Width / columns), box.Down * (box.Height / Height), box.Corners.TopLeft);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var point = corner + (across * (x + 0.5f)) + (down * (y + 0.5f));
                pixels[(y * columns) + x] = sampler.At(point.X, point.Y);
            }
        }

        return new LineImage(pixels, columns);
    }

    /// <summary>The line's pieces from left to right, cut where it is emptiest, each with its width: [1, 3, Height, width] blue, green, red
    /// from -1 to 1, padded with 0 to a multiple of 32 columns.</summary>
    public IEnumerable<(float[] Tensor, int Width)> Pieces()
    {
        var from = 0;
        while (_columns - from > MaxPieceColumns)
        {
            var to = FindGap(from + (MaxPieceColumns / 2), from + MaxPieceColumns);
            yield return ToTensor(from, to);
            from = to;
        }

        yield return ToTensor(from, _columns);
    }

    /// <summary>The line as a picture, for an engine that takes pictures.</summary>
    public RgbPicture ToPicture()
    {
        var bytes = new byte[_pixels.Length * RgbPicture.Channels];
        for (var i = 0; i < _pixels.Length; i++)
            (bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2]) = ((byte)_pixels[i].X, (byte)_pixels[i].Y, (byte)_pixels[i].Z);
        return new RgbPicture(_columns, Height, bytes, _columns, Height);
    }

    private (float[] Tensor, int Width) ToTensor(int from, int to)
    {
        var width = (to - from + WidthMultiple - 1) / WidthMultiple * WidthMultiple;
        var plane = Height * width;
        var tensor = new float[RgbPicture.Channels * plane];
        for (var y = 0; y < Height; y++)
        {
            for (var x = from; x < to; x++)
            {
                var color = (_pixels[(y * _columns) + x] / 127.5f) - Vector3.One;
                var at = (y * width) + x - from;
                tensor[at] = color.Z;
                tensor[plane + at] = color.Y;
                tensor[(2 * plane) + at] = color.X;
            }
        }

        return (tensor, width);
    }

    /// <summary>Middle of the gap-wide stretch in which brightness changes least from top to bottom.</summary>
    private int FindGap(int first, int last)
    {
        var contrasts = Enumerable.Range(first, last - first).Select(Contrast).ToArray();
        var starts = Enumerable.Range(0, contrasts.Length - GapColumns);
        return first + starts.MinBy(start => contrasts.AsSpan(start, GapColumns).ToArray().Sum()) + (GapColumns / 2);
    }

    private float Contrast(int column)
    {
        var (low, high) = (float.PositiveInfinity, 0f);
        for (var y = 0; y < Height; y++)
        {
            var green = _pixels[(y * _columns) + column].Y;
            (low, high) = (Math.Min(low, green), Math.Max(high, green));
        }

        return high - low;
    }
}
