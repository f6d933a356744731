namespace Engram.Streams;

/// <summary>A post as its platform provides it. It has text, a picture or an alt text; everything else is optional.</summary>
public sealed record SourcePost
{
    /// <summary>
    /// Platform: <c>x</c>, <c>bluesky</c>, <c>mastodon</c>, <c>rss</c>, or the value given in our own form or CSV. Default <c>engram</c>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>Id within the source. Null only in our own form and CSV, when neither an id nor a source id is given.</summary>
    public string? SourceId { get; init; }

    /// <summary>The sender's name for the post: <c>id</c> in our own form and CSV. Null for platforms.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Global id when <see cref="SourceId"/> is local to a server (Mastodon's <c>uri</c>): the same for a post on two servers.
    /// </summary>
    public string? GlobalId { get; init; }

    /// <summary>
    /// Changes when the post is edited: cid, <c>edited_at</c>, or id of the last edit. Null when the platform does not provide it.
    /// </summary>
    public string? Revision { get; init; }

    public PostAuthor? Author { get; init; }

    /// <summary>The time the author claims, of any year; null when missing or unreadable.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the platform's stream received it; null when not provided.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>May be empty when there is a picture.</summary>
    public string Text { get; init; } = "";

    /// <summary>The author's content warning as plain text; not part of <see cref="Text"/>.</summary>
    public string? Warning { get; init; }

    /// <summary>BCP 47 tags from the author or the platform, without codes that mean no language.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The author's hashtags in order, without '#', distinct ignoring case.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>At most <see cref="StreamOptions.MaxPictures"/>.</summary>
    public IReadOnlyList<PostPicture> Pictures { get; init; } = [];

    public bool Sensitive { get; init; }

    /// <summary>
    /// Source id of the post that this one reposts. Text, hashtags and pictures are then that post's, if the payload includes it.
    /// </summary>
    public string? RepostOf { get; init; }

    /// <summary>Source id of the post that this one replies to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Source id of the post that this one quotes.</summary>
    public string? QuoteOf { get; init; }
}

/// <summary>The author of a post.</summary>
/// <param name="Id">Stable id within the source: DID, user id, account URI.</param>
/// <param name="Name">Handle, which may change; null when not provided.</param>
public sealed record PostAuthor(string Id, string? Name);

/// <summary>A picture of a post. It has a URL, bytes, a file or an alt text.</summary>
public sealed record PostPicture
{
    /// <summary>URL to fetch. It is untrusted: check it before fetching.</summary>
    public string? Url { get; init; }

    /// <summary>The picture file's bytes; our own form only.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>File path as given; our own form and CSV only. Reject it in input from untrusted senders.</summary>
    public string? File { get; init; }

    /// <summary>The author's description of the picture; for a link card, the title of the page.</summary>
    public string? AltText { get; init; }

    public PictureKind Kind { get; init; }
}

/// <summary>What a picture represents.</summary>
public enum PictureKind
{
    Photo,

    /// <summary>A still of an animation, or the animated file itself.</summary>
    Animated,

    /// <summary>A still of a video.</summary>
    VideoPreview,

    /// <summary>The preview picture of a linked page: chosen by the page, not by the author.</summary>
    LinkCard,
}
