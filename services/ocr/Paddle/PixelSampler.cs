using System.Numerics;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>Samples a picture between its pixels (bilinear); outside, it repeats the color of the edge.</summary>
internal readonly ref struct PixelSampler(RgbPicture picture)
{
    private readonly ReadOnlySpan<byte> _pixels = picture.Pixels;
    private readonly int _width = picture.Width;
    private readonly int _height = picture.Height;

    /// <summary>Color at a point, 0 to 255: red, green, blue. The center of pixel (0, 0) is at (0, 0).</summary>
    public Vector3 At(float x, float y)
    {
        x = Math.Clamp(x, 0, _width - 1);
        y = Math.Clamp(y, 0, _height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, _width - 1), bottom = Math.Min(top + 1, _height - 1);
        var above = Vector3.Lerp(Pixel(left, top), Pixel(right, top), x - left);
        var below = Vector3.Lerp(Pixel(left, bottom), Pixel(right, bottom), x - left);
        return Vector3.Lerp(above, below, y - top);
    }

    private Vector3 Pixel(int x, int y)
    {
        var at = ((y * _width) + x) * RgbPicture.Channels;
        return new Vector3(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
    }
}
