namespace Engram.Gateway.Pictures;

/// <summary>The media type of a picture, by its first bytes: what a sender claims is not trusted.</summary>
internal static class PictureType
{
    public const string Unknown = "application/octet-stream";

    private const string Jpeg = "image/jpeg";
    private const string Png = "image/png";
    private const string Gif = "image/gif";
    private const string WebP = "image/webp";

    /// <summary>The types that every browser shows.</summary>
    public static readonly IReadOnlyList<string> Known = [Jpeg, Png, Gif, WebP];

    public static string Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        _ => Unknown,
    };
}
