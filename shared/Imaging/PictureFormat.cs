namespace Engram.Imaging;

/// <summary>The formats that are decoded: those of web pages. All others are rejected before libvips sees them.</summary>
public enum PictureFormat
{
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
}
