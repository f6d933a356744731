namespace Engram.Imaging;

/// <summary>A decoded picture: upright, sRGB, 8 bits per channel, with transparent parts laid on a background.</summary>
public sealed class RgbPicture
{
    /// <summary>Takes ownership of <paramref name="pixels"/>: [height, width, 3] row-major, red green blue.</summary>
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

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>[Height, Width, 3] row-major, red green blue.</summary>
    public byte[] Pixels { get; }

    /// <summary>Width in pixels of the original after EXIF orientation, before scaling.</summary>
    public int UprightWidth { get; }

    /// <summary>Height in pixels of the original after EXIF orientation, before scaling.</summary>
    public int UprightHeight { get; }
}
