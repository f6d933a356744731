using Engram.Imaging.Libvips;

namespace Engram.Imaging;

/// <summary>
/// The only place that decodes pictures. The header is read first and refused before any pixel is; what is then decoded is upright, sRGB and
/// no larger than asked for. Safe to use from several threads.
/// </summary>
public sealed class PictureDecoder
{
    // Black ink on a transparent ground is common, white ink rare.
    private static readonly double[] Ground = [255, 255, 255];

    private readonly ImagingOptions _options;

    /// <exception cref="EngineException">libvips is not there or does not start.</exception>
    public PictureDecoder(ImagingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        VipsLibrary.Start();
    }

    /// <summary>Reads the header and checks it against the limits.</summary>
    /// <exception cref="PictureRejectedException">The bytes are no picture, or one over a limit.</exception>
    public unsafe PictureInfo ReadHeader(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* file = bytes)
            return ReadHeader(new PictureFile(file, bytes.Length));
    }

    /// <summary>Decodes to at most <paramref name="maxSidePixels"/> along the longer side, keeping the aspect; a smaller picture stays as it is.</summary>
    /// <exception cref="PictureRejectedException">The bytes are no picture, over a limit, or damaged.</exception>
    public RgbPicture DecodeToFit(ReadOnlySpan<byte> bytes, int maxSidePixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSidePixels, 1);
        return Decode(bytes, maxSidePixels, maxSidePixels, VipsSize.Down);
    }

    /// <summary>Decodes to exactly <paramref name="width"/> x <paramref name="height"/>, stretching where the aspect differs.</summary>
    /// <exception cref="PictureRejectedException">The bytes are no picture, over a limit, or damaged.</exception>
    public RgbPicture DecodeToSize(ReadOnlySpan<byte> bytes, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return Decode(bytes, width, height, VipsSize.Force);
    }

    private unsafe RgbPicture Decode(ReadOnlySpan<byte> bytes, int width, int height, VipsSize size)
    {
        fixed (byte* start = bytes)
        {
            var file = new PictureFile(start, bytes.Length);
            var header = ReadHeader(file);
            try
            {
                using var loaded = file.Load(header.Format, ShrinkOnLoad(header, width, height, size));
                // Turns upright, weighs colours by their alpha while it shrinks, and converts from the embedded or CMYK profile.
                using var scaled = new VipsOperation("thumbnail_image")
                    .Set("in", loaded).Set("width", width).Set("height", height).Set("size", (int)size).Set("export-profile", "srgb").Run();
                using var colours = new VipsOperation("colourspace").Set("in", scaled).Set("space", (int)VipsInterpretation.Srgb).Run();
                using var opaque = colours.HasAlpha ? new VipsOperation("flatten").Set("in", colours).Set("background", Ground).Run() : null;
                using var rgb = new VipsOperation("cast").Set("in", opaque ?? colours).Set("format", (int)VipsBandFormat.UnsignedByte).Run();
                return new RgbPicture(rgb.Width, rgb.Height, rgb.ToArray(), header.Width, header.Height);
            }
            catch (VipsException e)
            {
                throw Unreadable(header.Format, bytes, e);
            }
        }
    }

    private PictureInfo ReadHeader(PictureFile file)
    {
        if (file.Length > _options.MaxPictureBytes)
        {
            throw new PictureRejectedException(
                PictureRejections.TooManyBytes, $"The picture has {file.Length} bytes; at most {_options.MaxPictureBytes} are read.");
        }

        var format = PictureSignature.Recognize(file.Bytes);
        PictureInfo header;
        try
        {
            using var image = file.Load(format, shrinkOnLoad: 1);
            header = image.TurnsOnItsSide
                ? new PictureInfo(format, image.Height, image.Width, image.Frames)
                : new PictureInfo(format, image.Width, image.Height, image.Frames);
        }
        catch (VipsException e)
        {
            throw Unreadable(format, file.Bytes, e);
        }

        RefuseOverLimits(header);
        return header;
    }

    private void RefuseOverLimits(PictureInfo header)
    {
        if ((long)header.Width * header.Height > _options.MaxPixels || Math.Max(header.Width, header.Height) > _options.MaxSidePixels)
        {
            throw new PictureRejectedException(
                PictureRejections.TooManyPixels,
                $"The picture is {header.Width} x {header.Height} pixels; at most {_options.MaxPixels} in all and {_options.MaxSidePixels} a side are read.");
        }

        if (header.Frames > _options.MaxFrames)
        {
            throw new PictureRejectedException(
                PictureRejections.TooManyFrames, $"The animation has {header.Frames} frames; at most {_options.MaxFrames} are accepted.");
        }
    }

    private static PictureRejectedException Unreadable(PictureFormat format, ReadOnlySpan<byte> bytes, VipsException cause) =>
        PictureSignature.EndsEarly(format, bytes)
            ? new(PictureRejections.Truncated, $"The {format} is cut off: it stops before its end. Send the whole file.", cause)
            : new(PictureRejections.Damaged, $"The {format} is damaged and can't be decoded. Send a file that a picture viewer opens.", cause);

    /// <summary>
    /// How far the JPEG decoder may shrink by itself (1, 2, 4 or 8), which saves most of the work: its average over blocks is coarse, so
    /// that the fine filter is left a factor of two.
    /// </summary>
    private static int ShrinkOnLoad(PictureInfo header, int width, int height, VipsSize size)
    {
        if (header.Format != PictureFormat.Jpeg)
            return 1;
        var across = (double)header.Width / width;
        var down = (double)header.Height / height;
        var wanted = size == VipsSize.Force ? Math.Min(across, down) : Math.Max(across, down);
        var shrink = 8;
        while (shrink > 1 && 2 * shrink > wanted)
            shrink /= 2;
        return shrink;
    }
}
