using NetVips;

namespace Engram.Imaging;

/// <summary>Writes pictures as files and renders text as pictures.</summary>
public static class PictureEncoder
{
    /// <summary>Encodes a picture as a JPEG file.</summary>
    /// <param name="picture">The picture to encode.</param>
    /// <param name="quality">1 to 100, libvips' Q.</param>
    /// <exception cref="EngineException">libvips is missing, or can't write JPEG.</exception>
    public static byte[] ToJpeg(RgbPicture picture, int quality)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Libvips.Start();
        using var image = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, RgbPicture.Channels, Enums.BandFormat.Uchar);
        try
        {
            return image.JpegsaveBuffer(q: quality);
        }
        catch (VipsException e)
        {
            throw new EngineException($"A picture of {picture.Width} x {picture.Height} pixels can't be written as JPEG: {e.Message}", e);
        }
    }

    /// <summary>Renders one line of text in a font of this machine.</summary>
    /// <param name="text">Plain text, not markup.</param>
    /// <param name="pixels">Font height in pixels.</param>
    /// <exception cref="EngineException">libvips is missing, or the machine has no fonts.</exception>
    public static TextMask Typeset(string text, int pixels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        Libvips.Start();
        const int pointsAreThenPixels = 72;
        try
        {
            using var image = Image.Text(Escape(text), font: $"sans bold {pixels}", dpi: pointsAreThenPixels);
            return new TextMask(image.Width, image.Height, image.WriteToMemory<byte>());
        }
        catch (VipsException e)
        {
            throw new EngineException($"Text can't be set: {e.Message} Does this machine have a font (Debian: fonts-dejavu-core)?", e);
        }
    }

    /// <summary>Escapes the text because libvips reads Pango markup.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
