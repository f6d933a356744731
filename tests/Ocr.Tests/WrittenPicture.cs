using System.Numerics;
using Engram.Imaging;
using Engram.Imaging.Tests;

namespace Engram.Ocr.Tests;

/// <summary>Draws black text on white.</summary>
internal static class WrittenPicture
{
    public static RgbPicture Draw(int width, int height, params WrittenLine[] lines)
    {
        var pixels = new byte[width * height * RgbPicture.Channels];
        Array.Fill(pixels, byte.MaxValue);
        foreach (var line in lines)
        {
            var pen = line.HeightPixels / 14;
            foreach (var (from, to) in line.Strokes)
            {
                var (low, high) = (Vector2.Min(from, to) - new Vector2(pen + 1), Vector2.Max(from, to) + new Vector2(pen + 1));
                for (var y = Math.Max(0, (int)low.Y); y <= Math.Min(height - 1, (int)high.Y); y++)
                {
                    for (var x = Math.Max(0, (int)low.X); x <= Math.Min(width - 1, (int)high.X); x++)
                    {
                        // Edges are smoothed over one pixel.
                        var ink = Math.Clamp(pen + 0.5f - DistanceToStroke(new Vector2(x, y), from, to), 0, 1);
                        var pixel = pixels.AsSpan(((y * width) + x) * RgbPicture.Channels, RgbPicture.Channels);
                        pixel.Fill(Math.Min(pixel[0], (byte)(255 * (1 - ink))));
                    }
                }
            }
        }

        return new RgbPicture(width, height, pixels, width, height);
    }

    public static byte[] ToPng(this RgbPicture picture) => PngWriter.Write(
        picture.Width, picture.Height, (x, y) =>
            picture.Pixels.AsSpan(((y * picture.Width) + x) * RgbPicture.Channels, RgbPicture.Channels).ToArray());

    private static float DistanceToStroke(Vector2 point, Vector2 from, Vector2 to)
    {
        var along = to - from;
        var share = Math.Clamp(Vector2.Dot(point - from, along) / along.LengthSquared(), 0, 1);
        return Vector2.Distance(point, from + (share * along));
    }
}
