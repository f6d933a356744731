namespace Engram.Streams.Forms;

/// <summary>What both of X's APIs have in common.</summary>
internal static class XText
{
    public const string Source = "x";

    /// <summary>X escapes these three and no others. The ampersand goes last: <c>&amp;amp;lt;</c> stands for <c>&amp;lt;</c>.</summary>
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
