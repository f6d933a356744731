namespace Engram.Imaging;

/// <summary>All that is known of a picture before its pixels are decoded.</summary>
internal sealed record PictureHeader(PictureInfo Info, PictureStructure Structure)
{
    /// <summary>Bytes of a pixel as the decoder hands it over.</summary>
    public required int BytesPerPixel { get; init; }

    /// <summary>The colors are of a profile of the file's own, or CMYK.</summary>
    public required bool NeedsConversion { get; init; }
}
