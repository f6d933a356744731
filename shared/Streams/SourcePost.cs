namespace Engram.Streams;

/// <summary>A post as its platform gives it. It has a text, a picture or an alt text; everything else is optional.</summary>
public sealed record SourcePost
{
    /// <summary>Platform: <c>x</c>, <c>bluesky</c>, <c>mastodon</c>, <c>rss</c>, or what our own form says; else <c>engram</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Natural id within the source. Null only in our own form and CSV, when neither an id nor a source id is given.</summary>
    public string? SourceId { get; init; }

    /// <summary>What the sender calls the post: <c>id</c> of our own form and CSV. Null for platforms.</summary>
    public string? Name { get; init; }

    /// <summary>Global id where <see cref="SourceId"/> is local to a server (Mastodon's <c>uri</c>): one post on two servers has
    /// one.</summary>
    public string? GlobalId { get; init; }

    /// <summary>Changes when the post is edited: cid, <c>edited_at</c>, id of the last edit. Null: the platform does not say.</summary>
    public string? Revision { get; init; }

    public PostAuthor? Author { get; init; }

    /// <summary>The author's claim, of any year; null when missing or unreadable.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the platform's stream received it; null when the stream does not say.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>May be empty when there is a picture.</summary>
    public string Text { get; init; } = "";

    /// <summary>The author's content warning, plain text. Not part of <see cref="Text"/>.</summary>
    public string? Warning { get; init; }

    /// <summary>BCP 47 tags as the author or platform gives them; codes that stand for no language are left out.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Hashtags the author gave, in order, without '#', each once whatever its case.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>At most <see cref="StreamOptions.MaxPictures"/>.</summary>
    public IReadOnlyList<PostPicture> Pictures { get; init; } = [];

    public bool Sensitive { get; init; }

    /// <summary>Source id of the post this one repeats. Text, hashtags and pictures are that one's, where the payload holds it.</summary>
    public string? RepostOf { get; init; }

    /// <summary>Source id of the post this one answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Source id of the post this one quotes.</summary>
    public string? QuoteOf { get; init; }
}

/// <summary>Who wrote a post.</summary>
/// <param name="Id">Stable id within the source: DID, user id, account URI.</param>
/// <param name="Name">Handle, which may change; null when the payload does not say.</param>
public sealed record PostAuthor(string Id, string? Name);

/// <summary>A picture of a post. It has a URL, bytes, a file or an alt text.</summary>
public sealed record PostPicture
{
    /// <summary>Where to fetch it. It comes from outside: check it before fetching.</summary>
    public string? Url { get; init; }

    /// <summary>The picture file's bytes; our own form only.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Path as the line says it; our own form and CSV only. Whoever reads lines of strangers must refuse it.</summary>
    public string? File { get; init; }

    /// <summary>What the author says the picture shows; for a link card the title of the page.</summary>
    public string? AltText { get; init; }

    public PictureKind Kind { get; init; }
}

/// <summary>What a picture stands for.</summary>
public enum PictureKind
{
    Photo,

    /// <summary>A still of an animation, or the animated file itself.</summary>
    Animated,

    /// <summary>A still of a video.</summary>
    VideoPreview,

    /// <summary>The picture of a page that the post links to: chosen by the page, not by the author.</summary>
    LinkCard,
}
