using System.ComponentModel.DataAnnotations;

namespace Engram.Streams;

/// <summary>How to read a stream, and its limits.</summary>
public sealed record StreamOptions
{
    /// <summary>Form of the payloads. Default: recognized per line.</summary>
    public StreamForm Form { get; init; } = StreamForm.Auto;

    /// <summary>
    /// Maximum number of bytes in a line, a CSV record or an element of a JSON array; longer ones are skipped and reported. Default 4 MiB,
    /// enough for a page of 500 posts.
    /// </summary>
    [Range(64, 1 << 30)]
    public int MaxLineBytes { get; init; } = 4 << 20;

    /// <summary>Deepest nesting of a JSON payload. Default 64.</summary>
    [Range(8, 512)]
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Maximum number of bytes that a compressed stream may decompress to. Default 256 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; init; } = 256L << 30;

    /// <summary>Maximum ratio of decompressed to compressed bytes, checked after 16 MiB. Post archives reach 20. Default 200.</summary>
    [Range(1, 1 << 20)]
    public int MaxUnpackingRatio { get; init; } = 200;

    /// <summary>Maximum number of characters of an RSS or Atom document. Default 16 million.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFeedCharacters { get; init; } = 16_000_000;

    /// <summary>Maximum number of characters of a post's HTML; the rest is cut off. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxHtmlCharacters { get; init; } = 100_000;

    /// <summary>Maximum number of pictures per post; others are dropped. Default 4.</summary>
    [Range(0, 64)]
    public int MaxPictures { get; init; } = 4;

    /// <summary>Maximum number of hashtags per post; others are dropped. Default 64.</summary>
    [Range(0, 1024)]
    public int MaxHashtags { get; init; } = 64;

    /// <summary>
    /// URL template for Bluesky's pictures; <c>{did}</c> and <c>{cid}</c> are replaced. Default: the CDN, so that one host needs to be
    /// allowed.
    /// </summary>
    public string BlueskyPictureUrl { get; init; } = "https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg";

    /// <summary>
    /// URL template for stills of Bluesky's videos; <c>{did}</c> and <c>{cid}</c> are replaced. Default: Bluesky's video host.
    /// </summary>
    public string BlueskyVideoPreviewUrl { get; init; } = "https://video.bsky.app/watch/{did}/{cid}/thumbnail.jpg";

    /// <summary>
    /// Host of the Mastodon server being read. Its ids are local, so the host prefixes them: <c>social.example/113</c>. Default: no prefix.
    /// </summary>
    public string? MastodonServer { get; init; }

    /// <summary>
    /// CSV column per member of a post (<c>id text picture altText source sourceId revision authorId authorName createdAt languages
    /// hashtags sensitive repostOf replyTo quoteOf</c>). A member not listed uses the column of its own name. Case is ignored.
    /// </summary>
    public IReadOnlyDictionary<string, string> CsvColumns { get; init; } = new Dictionary<string, string>();

    /// <summary>CSV separator. Default: the most frequent of comma, semicolon and tab in the header.</summary>
    public char? CsvSeparator { get; init; }
}
