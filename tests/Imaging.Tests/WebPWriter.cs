using NetVips;

namespace Engram.Imaging.Tests;

/// <summary>Writes lossy WebPs for tests with libvips. Transparent parts keep their color.</summary>
internal static class WebPWriter
{
    /// <summary>A picture whose pixel at (x, y) is the result of <paramref name="color"/>: three bytes, or four with alpha.</summary>
    public static byte[] Write(int width, int height, Func<int, int, byte[]> color)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).SelectMany(i => color(i % width, i / width))];
        using var image = Image.NewFromMemory(pixels, width, height, pixels.Length / (width * height), Enums.BandFormat.Uchar);
        return image.WebpsaveBuffer(q: 90, exact: true);
    }
}
