using Engram.Imaging.Libvips;

namespace Engram.Imaging;

/// <summary>Writes pictures as files, and text as pictures.</summary>
public static class PictureEncoder
{
    /// <summary>The picture as a JPEG file.</summary>
    /// <param name="picture">What to write.</param>
    /// <param name="quality">1 to 100, libvips' Q.</param>
    /// <exception cref="EngineException">libvips is not there, or can't write JPEG.</exception>
    public static unsafe byte[] ToJpeg(RgbPicture picture, int quality)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        VipsLibrary.Start();
        fixed (byte* pixels = picture.Pixels)
        {
            using var image = new VipsImage(VipsNative.CopyImage(
                pixels, (nuint)picture.Pixels.Length, picture.Width, picture.Height, RgbPicture.Channels, (int)VipsBandFormat.UnsignedByte));
            try
            {
                return new VipsOperation("jpegsave_buffer").Set("in", image).Set("Q", quality).RunToFile();
            }
            catch (VipsException e)
            {
                throw new EngineException($"A picture of {picture.Width} x {picture.Height} pixels can't be written as JPEG: {e.Message}", e);
            }
        }
    }

    /// <summary>Sets one line of text in a font of this machine.</summary>
    /// <param name="text">The words; not markup.</param>
    /// <param name="pixels">Height of the font.</param>
    /// <exception cref="EngineException">libvips is not there, or the machine has no fonts.</exception>
    public static TextMask Typeset(string text, int pixels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        VipsLibrary.Start();
        const int pointsAreThenPixels = 72;
        try
        {
            using var image = new VipsOperation("text").Set("text", Escape(text)).Set("font", $"sans bold {pixels}").Set("dpi", pointsAreThenPixels).Run();
            return new TextMask(image.Width, image.Height, image.ToArray());
        }
        catch (VipsException e)
        {
            throw new EngineException($"Text can't be set: {e.Message} Does this machine have a font (Debian: fonts-dejavu-core)?", e);
        }
    }

    /// <summary>libvips reads Pango markup.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
