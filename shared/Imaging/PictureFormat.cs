namespace Engram.Imaging;

/// <summary>The formats that are decoded: those that web pages show. Everything else is refused before libvips sees it.</summary>
public enum PictureFormat
{
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
}
