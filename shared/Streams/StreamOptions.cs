using System.ComponentModel.DataAnnotations;

namespace Engram.Streams;

/// <summary>How a stream is read, and its limits.</summary>
public sealed record StreamOptions
{
    /// <summary>Form of the payloads. Default: recognized for each line.</summary>
    public StreamForm Form { get; init; } = StreamForm.Auto;

    /// <summary>Most bytes of a line, a CSV record or an element of a JSON array; longer ones are skipped and reported. Default 4 MiB: a
    /// page of 500 posts.</summary>
    [Range(64, 1 << 30)]
    public int MaxLineBytes { get; init; } = 4 << 20;

    /// <summary>Deepest nesting of a JSON payload. Default 64.</summary>
    [Range(8, 512)]
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Most bytes a packed stream may unpack to. Default 256 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; init; } = 256L << 30;

    /// <summary>Most unpacked bytes for each packed byte, judged past the first 16 MiB. Archives of posts reach 20. Default 200.</summary>
    [Range(1, 1 << 20)]
    public int MaxUnpackingRatio { get; init; } = 200;

    /// <summary>Most characters of an RSS or Atom document. Default 16 million.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFeedCharacters { get; init; } = 16_000_000;

    /// <summary>Most characters of a post's HTML; what follows is cut off. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxHtmlCharacters { get; init; } = 100_000;

    /// <summary>Most pictures of a post; further ones are left out. Default 4.</summary>
    [Range(0, 64)]
    public int MaxPictures { get; init; } = 4;

    /// <summary>Most hashtags of a post; further ones are left out. Default 64.</summary>
    [Range(0, 1024)]
    public int MaxHashtags { get; init; } = 64;

    /// <summary>Where Bluesky's pictures are; <c>{did}</c> and <c>{cid}</c> are replaced. Default: the CDN, one host to allow.</summary>
    public string BlueskyPictureUrl { get; init; } = "https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg";

    /// <summary>Where stills of Bluesky's videos are fetched; <c>{did}</c> and <c>{cid}</c> are replaced.</summary>
    public string BlueskyVideoPreviewUrl { get; init; } = "https://video.bsky.app/watch/{did}/{cid}/thumbnail.jpg";

    /// <summary>Host of the Mastodon server that is asked. Its ids are local, so it goes before them: <c>social.example/113</c>. Default:
    /// ids alone.</summary>
    public string? MastodonServer { get; init; }

    /// <summary>Column of each member of a post in CSV: <c>id text picture altText source sourceId revision authorId authorName createdAt
    /// languages hashtags sensitive repostOf replyTo quoteOf</c>. Other members have columns of their own name, in any case.</summary>
    public IReadOnlyDictionary<string, string> CsvColumns { get; init; } = new Dictionary<string, string>();

    /// <summary>Separator of CSV. Default: the one of comma, semicolon and tab that is most frequent in the header.</summary>
    public char? CsvSeparator { get; init; }
}
