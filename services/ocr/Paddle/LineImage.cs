using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>A line of text cut out of a picture and laid straight, as the recognizer wants it.</summary>
internal static class LineImage
{
    /// <summary>Rows of the recognizer's input.</summary>
    public const int Height = 48;

    private const int MinWidth = 16;
    private const int MaxWidth = 2400;
    private const int WidthMultiple = 32;

    /// <summary>Returns [1, 3, Height, width] blue, green, red from -1 to 1, padded with 0 to a multiple of 32 columns, and that width.</summary>
    public static (float[] Tensor, int Width) Cut(RgbPicture picture, RotatedRectangle box)
    {
        var columns = Math.Clamp((int)MathF.Ceiling(Height * box.Width / box.Height), MinWidth, MaxWidth);
        var width = (columns + WidthMultiple - 1) / WidthMultiple * WidthMultiple;
        var plane = Height * width;
        var tensor = new float[RgbPicture.Channels * plane];
        var sampler = new PixelSampler(picture);
        var (across, down, corner) = (box.Across * (box.Width / columns), box.Down * (box.Height / Height), box.Corners.TopLeft);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var point = corner + (across * (x + 0.5f)) + (down * (y + 0.5f));
                var colour = (sampler.At(point.X, point.Y) / 127.5f) - Vector3.One;
                var at = (y * width) + x;
                tensor[at] = colour.Z;
                tensor[plane + at] = colour.Y;
                tensor[(2 * plane) + at] = colour.X;
            }
        }

        return (tensor, width);
    }
}
