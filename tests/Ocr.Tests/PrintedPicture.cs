using Engram.Imaging;
using NetVips;

namespace Engram.Ocr.Tests;

/// <summary>Prints text in the fonts of this machine on a gray background.</summary>
internal sealed class PrintedPicture
{
    public const string NoFonts = "This machine lacks the fonts that the pictures are set in (Debian: fonts-dejavu-core).";

    private readonly int _width;
    private readonly int _height;
    private readonly byte _paper;
    private readonly byte[] _pixels;

    public PrintedPicture(int width, int height, byte paper = 255)
    {
        (_width, _height, _paper, _pixels) = (width, height, paper, new byte[width * height]);
        Array.Fill(_pixels, paper);
    }

    public static bool HasFonts { get; } = File.Exists("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");

    /// <summary>Prints a line with the top left corner of its letters at (x, y), or the top right corner.</summary>
    /// <param name="text">Plain text, not markup.</param>
    /// <param name="x">Column in pixels.</param>
    /// <param name="y">Row in pixels.</param>
    /// <param name="font">Family and style, for example <c>DejaVu Sans Bold</c>.</param>
    /// <param name="pixels">Font size in pixels.</param>
    /// <param name="ink">Shade of gray, 0 is black.</param>
    /// <param name="fromRight">Whether x is the right end of the line.</param>
    public void Print(string text, int x, int y, string font, int pixels, byte ink = 0, bool fromRight = false)
    {
        const int pointsAreThenPixels = 72;
        var markup = text.Replace("&", "&amp;", StringComparison.Ordinal);
        using var image = Image.Text(markup, font: $"{font} {pixels}", dpi: pointsAreThenPixels);
        var coverage = image.WriteToMemory<byte>();
        var left = fromRight ? x - image.Width : x;
        for (var row = 0; row < Math.Min(image.Height, _height - y); row++)
        {
            for (var column = Math.Max(0, -left); column < Math.Min(image.Width, _width - left); column++)
            {
                ref var pixel = ref _pixels[((y + row) * _width) + left + column];
                pixel = (byte)(pixel + ((ink - pixel) * coverage[(row * image.Width) + column] / 255));
            }
        }
    }

    /// <summary>Makes every pixel darker or lighter by up to <paramref name="amplitude"/>.</summary>
    public void AddNoise(Random random, int amplitude)
    {
        foreach (ref var pixel in _pixels.AsSpan())
            pixel = (byte)Math.Clamp(pixel + random.Next(-amplitude, amplitude + 1), 0, 255);
    }

    public RgbPicture ToPicture() =>
        new(_width, _height, [.. _pixels.SelectMany(shade => Enumerable.Repeat(shade, RgbPicture.Channels))], _width, _height);

    public byte[] ToPng()
    {
        using var image = Image.NewFromMemory(_pixels, _width, _height, 1, Enums.BandFormat.Uchar);
        return image.PngsaveBuffer();
    }

    /// <summary>The picture as JPEG, rotated a little like a hand-held photo.</summary>
    public byte[] ToJpeg(int quality, double degrees)
    {
        using var image = Image.NewFromMemory(_pixels, _width, _height, 1, Enums.BandFormat.Uchar);
        using var turned = image.Similarity(angle: degrees, background: [_paper]);
        return turned.JpegsaveBuffer(q: quality);
    }
}
