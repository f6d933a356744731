namespace Engram.Imaging;

/// <summary>
/// Estimates from the header what decoding a picture costs. The constants were measured on one core of a server with the most expensive
/// pictures each format allows; the tests print the actual cost of each hostile picture.
/// </summary>
/// <param name="Time">CPU time.</param>
/// <param name="Bytes">Memory the decoder itself needs at once, not counting a strip of rows.</param>
internal readonly record struct DecodingCost(TimeSpan Time, long Bytes)
{
    private const double NanosecondsPerBlockVisit = 15, NanosecondsPerResultPixel = 30, NanosecondsPerConvertedPixel = 170;
    private const int BytesPerGifPixel = 4, BytesPerLosslessPixel = 8, BytesPerLossyPixel = 4, BytesPerAvifPixel = 14;

    public static DecodingCost Estimate(PictureHeader header, int fileBytes, long resultPixels)
    {
        var (info, structure) = (header.Info, header.Structure);
        var pixels = Math.Max((long)info.Width * info.Height, structure.CodedPixels);
        var (perPixel, perByte) = info.Format switch
        {
            PictureFormat.Jpeg => (15, 15),
            PictureFormat.Png => (10 + (3 * header.BytesPerPixel) + (structure.IsInterlaced ? 20 : 0) + (info.HasAlpha ? 5 : 0), 10),
            PictureFormat.Gif => (20, 20),
            PictureFormat.WebP => (structure.IsLossless ? 60 : 30, 50),
            PictureFormat.Avif => (90, 200),
            _ => throw new ArgumentOutOfRangeException(nameof(header), info.Format, null),
        };
        var nanoseconds = ((double)pixels * perPixel) + ((double)fileBytes * perByte) + (structure.BlockVisits * NanosecondsPerBlockVisit)
            + (resultPixels * (header.NeedsConversion ? NanosecondsPerConvertedPixel : NanosecondsPerResultPixel));
        return new DecodingCost(TimeSpan.FromMicroseconds(nanoseconds / 1000), info.Format switch
        {
            PictureFormat.Jpeg => structure.CoefficientBytes,
            PictureFormat.Png => structure.IsInterlaced ? pixels * header.BytesPerPixel : 0,
            PictureFormat.Gif => pixels * BytesPerGifPixel,
            PictureFormat.WebP => pixels * (structure.IsLossless || info.HasAlpha ? BytesPerLosslessPixel : BytesPerLossyPixel),
            _ => pixels * BytesPerAvifPixel,
        });
    }
}
