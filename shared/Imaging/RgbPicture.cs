namespace Engram.Imaging;

/// <summary>A decoded picture: upright, sRGB, 8 bits a channel, transparent parts laid on a ground.</summary>
public sealed class RgbPicture
{
    /// <summary>Takes over <paramref name="pixels"/>: [height, width, 3] row-major, red green blue.</summary>
    public RgbPicture(int width, int height, byte[] pixels, int uprightWidth, int uprightHeight)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || pixels.Length != checked(width * height * Channels))
        {
            throw new ArgumentException(
                $"Expected [{height}, {width}, {Channels}] = {(long)width * height * Channels} bytes, got {pixels.Length}.",
                nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
        UprightWidth = uprightWidth;
        UprightHeight = uprightHeight;
    }

    public const int Channels = 3;

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[Height, Width, 3] row-major, red green blue.</summary>
    public byte[] Pixels { get; }

    /// <summary>Width of the original after EXIF orientation, pixels: what the width was before scaling.</summary>
    public int UprightWidth { get; }

    /// <summary>Height of the original after EXIF orientation, pixels.</summary>
    public int UprightHeight { get; }
}
