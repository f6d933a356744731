using Engram.Imaging;

namespace Engram.Lab.Vision;

/// <summary>A color, 8 bits per channel.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour White { get; } = new(255, 255, 255);

    public static Colour Black { get; } = new(0, 0, 0);
}

/// <summary>A picture to draw on; drawing outside it is clipped.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;

    public Canvas(int width, int height)
    {
        (Width, Height, _pixels) = (width, height, new byte[width * height * RgbPicture.Channels]);
        _pixels.AsSpan().Fill(byte.MaxValue);
    }

    public int Width { get; }

    public int Height { get; }

    public RgbPicture ToPicture() => new(Width, Height, _pixels, Width, Height);

    public void Paste(RgbPicture picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var at = (y * picture.Width + x) * RgbPicture.Channels;
                Blend(left + x, top + y, new Colour(picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]), byte.MaxValue);
            }
        }
    }

    public void Fill(int left, int top, int width, int height, Colour colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Blend(x, y, colour, byte.MaxValue);
        }
    }

    public void Frame(int left, int top, int width, int height, int line, Colour colour)
    {
        Fill(left, top, width, line, colour);
        Fill(left, top + height - line, width, line, colour);
        Fill(left, top, line, height, colour);
        Fill(left + width - line, top, line, height, colour);
    }

    public void Write(TextMask text, int left, int top, Colour ink)
    {
        var coverage = text.Coverage.Span;
        for (var i = 0; i < coverage.Length; i++)
            Blend(left + i % text.Width, top + i / text.Width, ink, coverage[i]);
    }

    private void Blend(int x, int y, Colour colour, byte coverage)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height)
            return;
        var pixel = _pixels.AsSpan((y * Width + x) * RgbPicture.Channels, RgbPicture.Channels);
        pixel[0] = Mix(pixel[0], colour.Red, coverage);
        pixel[1] = Mix(pixel[1], colour.Green, coverage);
        pixel[2] = Mix(pixel[2], colour.Blue, coverage);
    }

    private static byte Mix(byte ground, byte ink, byte coverage) => (byte)((ground * (255 - coverage) + ink * coverage) / 255);
}
