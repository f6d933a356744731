namespace Engram.Imaging;

/// <summary>Everything known about a picture before its pixels are decoded.</summary>
internal sealed record PictureHeader(PictureInfo Info, PictureStructure Structure)
{
    /// <summary>Bytes per pixel in the decoder's output.</summary>
    public required int BytesPerPixel { get; init; }

    /// <summary>Whether the file embeds a color profile or is CMYK.</summary>
    public required bool NeedsConversion { get; init; }
}
