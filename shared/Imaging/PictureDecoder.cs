using System.Numerics;
using NetVips;

namespace Engram.Imaging;

/// <summary>
/// The only place that decodes pictures. Checks the header before decoding any pixel; the result is upright, sRGB and no larger than
/// requested. Thread-safe.
/// </summary>
public sealed class PictureDecoder
{
    private static readonly double[] White = [255, 255, 255], Black = [0, 0, 0];

    // Luminance, 0 to 255, from which ink is too light for a white background.
    private const double LightInk = 160;

    // How far transparency spreads to the ink beside it: sigma of a Gaussian blur, pixels.
    private const double EdgePixels = 2;

    private readonly ImagingOptions _options;
    private readonly PictureLimits _limits;

    /// <exception cref="EngineException">libvips is missing or does not start.</exception>
    public PictureDecoder(ImagingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _limits = new PictureLimits(options);
        Libvips.Start();
    }

    /// <summary>Reads the header and checks it against the limits.</summary>
    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture exceeds a limit.</exception>
    public PictureInfo ReadHeader(byte[] file) => Inspect(file).Info;

    /// <summary>
    /// Decodes to at most <paramref name="maxSidePixels"/> along the longer side, keeping the aspect ratio. Smaller pictures keep their
    /// size.
    /// </summary>
    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture exceeds a limit or is damaged.</exception>
    public RgbPicture DecodeToFit(byte[] file, int maxSidePixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSidePixels, 1);
        return Decode(file, Inspect(file), maxSidePixels, maxSidePixels, Enums.Size.Down, LayOnWhite);
    }

    /// <summary>
    /// Decodes for OCR, to at most <paramref name="maxPixels"/> in total, so that a long picture keeps its detail. Transparent parts become
    /// white, or black where the ink beside them is light.
    /// </summary>
    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture exceeds a limit or is damaged.</exception>
    public RgbPicture DecodeForReading(byte[] file, long maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        var header = Inspect(file);
        var (width, height) = (header.Info.Width, header.Info.Height);
        var scale = Math.Min(1, Math.Sqrt((double)maxPixels / ((long)width * height)));
        var side = Math.Max(1, (int)(scale * Math.Max(width, height)));
        return Decode(file, header, side, side, Enums.Size.Down, LayOnContrast);
    }

    /// <summary>Decodes to exactly <paramref name="width"/> x <paramref name="height"/>, stretching if the aspect ratio differs.</summary>
    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture exceeds a limit or is damaged.</exception>
    public RgbPicture DecodeToSize(byte[] file, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return Decode(file, Inspect(file), width, height, Enums.Size.Force, LayOnWhite);
    }

    private PictureHeader Inspect(byte[] file)
    {
        _limits.RefuseBytes(file.Length);
        var format = PictureSignature.Recognize(file);
        var structure = PictureStructure.Walk(format, file, _options);
        _limits.RefuseStructure(structure);
        var header = ReadHeader(file, format, structure);
        _limits.RefuseSize(header.Info);
        return header;
    }

    private RgbPicture Decode(
        byte[] file, PictureHeader header, int width, int height, Enums.Size size, Func<Image, Image> layOnGround)
    {
        var info = header.Info;
        _limits.RefuseCost(DecodingCost.Estimate(header, file.Length, CountPixels(info, width, height, size)));
        using var wait = new CancellationTokenSource(_options.MaxDecodingWait);
        try
        {
            using var source = Source.NewFromMemory(file);
            using var loaded = Load(source, info.Format, ShrinkOnLoad(info, width, height, size));
            // All rows come from this image, so killing it stops the decoding.
            using var kill = wait.Token.Register(() => loaded.SetKill(true));
            using var bytes = loaded.Format == Enums.BandFormat.Ushort ? ToBytes(loaded) : null;
            // Rotates upright, weights colors by alpha while shrinking, and converts from an embedded or CMYK profile. Without either the
            // picture is sRGB already, and converting it to itself would take most of the time.
            using var scaled = (bytes ?? loaded).ThumbnailImage(width, height, size, outputProfile: header.NeedsConversion ? "srgb" : null);
            using var colors = scaled.Colourspace(Enums.Interpretation.Srgb);
            using var opaque = colors.HasAlpha() ? layOnGround(colors) : null;
            using var rgb = (opaque ?? colors).Cast(Enums.BandFormat.Uchar);
            return new RgbPicture(rgb.Width, rgb.Height, rgb.WriteToMemory<byte>(), info.Width, info.Height);
        }
        catch (VipsException) when (wait.IsCancellationRequested)
        {
            throw _limits.TooSlow();
        }
        catch (VipsException e)
        {
            throw Unreadable(info.Format, file, e);
        }
    }

    /// <summary>Keeps the high byte of each sample: the later steps then take half the time and memory.</summary>
    private static Image ToBytes(Image picture)
    {
        using var bytes = picture.Cast(Enums.BandFormat.Uchar, shift: true);
        return bytes.Copy(interpretation: picture.Bands > 2 ? Enums.Interpretation.Srgb : Enums.Interpretation.Bw);
    }

    private static Image LayOnWhite(Image picture) => picture.Flatten(White);

    private static Image LayOnContrast(Image picture)
    {
        // A sequential image can be read only once, and here its pixels are read twice.
        using var pixels = picture.CopyMemory();
        return pixels.Flatten(HasLightInk(pixels) ? Black : White);
    }

    /// <summary>
    /// Whether the ink beside transparent parts is light: the mean luminance, with each pixel weighted by its opacity times the
    /// transparency around it. Green stands in for luminance, to which it contributes most.
    /// </summary>
    private static bool HasLightInk(Image picture)
    {
        using var luminance = picture.ExtractBand(1);
        using var alpha = picture.ExtractBand(picture.Bands - 1);
        using var transparency = alpha.Invert();
        using var surroundings = transparency.Gaussblur(EdgePixels);
        using var weight = alpha * surroundings;
        using var weighed = weight * luminance;
        var total = weight.Avg();
        return total > 0 && weighed.Avg() / total >= LightInk;
    }

    private static PictureHeader ReadHeader(byte[] file, PictureFormat format, PictureStructure structure)
    {
        try
        {
            using var source = Source.NewFromMemory(file);
            using var image = Load(source, format, shrink: 1);
            // EXIF orientations 5 to 8 swap width and height.
            var onItsSide = ReadNumber(image, "orientation") is >= 5 and <= 8;
            var (width, height) = onItsSide ? (image.Height, image.Width) : (image.Width, image.Height);
            return new PictureHeader(new PictureInfo(format, width, height, ReadNumber(image, "n-pages"), image.HasAlpha()), structure)
            {
                BytesPerPixel = image.Bands * (image.Format == Enums.BandFormat.Ushort ? sizeof(ushort) : sizeof(byte)),
                NeedsConversion = image.Contains("icc-profile-data") || image.Interpretation == Enums.Interpretation.Cmyk,
            };
        }
        catch (VipsException e)
        {
            throw Unreadable(format, file, e);
        }
    }

    /// <summary>An optional number of a file. The default 1 means one frame, or upright.</summary>
    private static int ReadNumber(Image image, string field) => image.Contains(field) ? (int)image.Get(field) : 1;

    /// <summary>
    /// Reads the header of the first frame; pixels follow on demand from the array that the source pins. Image.ThumbnailBuffer would be
    /// shorter, but it copies the file and fills a truncated one with gray; only a loader rejects it.
    /// </summary>
    private static Image Load(Source source, PictureFormat format, int shrink)
    {
        const Enums.Access inOrder = Enums.Access.Sequential;
        const Enums.FailOn truncated = Enums.FailOn.Truncated;
        return format switch
        {
            PictureFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: inOrder, failOn: truncated),
            PictureFormat.Png => Image.PngloadSource(source, access: inOrder, failOn: truncated),
            PictureFormat.Gif => Image.GifloadSource(source, access: inOrder, failOn: truncated),
            PictureFormat.WebP => Image.WebploadSource(source, scale: 1.0 / shrink, access: inOrder, failOn: truncated),
            PictureFormat.Avif => Image.HeifloadSource(source, access: inOrder, failOn: truncated),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }

    private static PictureRejectedException Unreadable(PictureFormat format, byte[] file, VipsException cause)
    {
        var (code, reason) = PictureSignature.EndsEarly(format, file)
            ? (PictureRejections.Truncated, $"The {format} is cut off: it stops before its end. Send the whole file.")
            : (PictureRejections.Damaged, $"The {format} is damaged and can't be decoded. Send a file that a picture viewer opens.");
        return new PictureRejectedException(code, reason, cause);
    }

    /// <summary>Number of pixels in the result.</summary>
    private static long CountPixels(PictureInfo header, int width, int height, Enums.Size size)
    {
        if (size == Enums.Size.Force)
            return (long)width * height;
        var scale = Math.Min(1, Math.Min((double)width / header.Width, (double)height / header.Height));
        return (long)(header.Width * scale * header.Height * scale);
    }

    /// <summary>
    /// How far the decoder itself may shrink, which saves most of the work: JPEG by 1, 2, 4 or 8, WebP by any integer. Its block averages
    /// are coarse, so a factor of two is left to the fine filter.
    /// </summary>
    private static int ShrinkOnLoad(PictureInfo header, int width, int height, Enums.Size size)
    {
        var across = header.Width / (2 * width);
        var down = header.Height / (2 * height);
        var coarse = Math.Max(1, size == Enums.Size.Force ? Math.Min(across, down) : Math.Max(across, down));
        return header.Format switch
        {
            PictureFormat.Jpeg => 1 << BitOperations.Log2((uint)Math.Min(coarse, 8)),
            // No side may round to zero pixels. libwebp averages colors without alpha, so invisible colors would show.
            PictureFormat.WebP when !header.HasAlpha => Math.Min(coarse, Math.Min(header.Width, header.Height)),
            _ => 1,
        };
    }
}
