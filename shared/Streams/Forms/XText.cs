namespace Engram.Streams.Forms;

/// <summary>What both of X's APIs share.</summary>
internal static class XText
{
    public const string Source = "x";

    /// <summary>
    /// Decodes the only three entities X uses. The ampersand comes last, so that <c>&amp;amp;lt;</c> gives <c>&amp;lt;</c>.
    /// </summary>
    public static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    public static PictureKind Kind(string? type) => type switch
    {
        "animated_gif" => PictureKind.Animated,
        "video" => PictureKind.VideoPreview,
        _ => PictureKind.Photo,
    };
}
