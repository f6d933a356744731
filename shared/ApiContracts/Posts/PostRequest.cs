using System.ComponentModel;

namespace Engram.ApiContracts.Posts;

/// <summary>A post as JSON. It needs text, a picture or both; everything else is optional. Unknown members are rejected.</summary>
public sealed record PostRequest
{
    [Description(
        "What to call the post: 1 to 128 of A-Z a-z 0-9 . _ : - , but not '.' or '..'. The same id with the same body is the "
        + "same post. Made of source and sourceId where these are given, else made up, when left out.")]
    public string? Id { get; init; }

    [Description("Platform or feed that the post comes from, 1 to 32 of a-z 0-9 -, for example x.")]
    public string? Source { get; init; }

    [Description(
        "What the source calls the post, 1 to 512 characters. With source it is the post's identity, and id follows from both: "
        + "x:20.")]
    public string? SourceId { get; init; }

    [Description(
        "Names this version of the post, at most 128 characters. Another body under a known id with a newer revision is an "
        + "edit: the post is tagged again. Two numbers, or two times, compare as such; of other words, one that comes later and "
        + "is not equal is newer.")]
    public string? Revision { get; init; }

    public Author? Author { get; init; }

    [Description("When the author says the post was written: ISO 8601, UTC unless it has an offset.")]
    public string? CreatedAt { get; init; }

    [Description("The post's words.")]
    public string? Text { get; init; }

    [Description("Languages of the text, BCP 47, at most 8.")]
    public IReadOnlyList<string>? Languages { get; init; }

    [Description("Hashtags the author gave, with or without '#', at most 64 of at most 128 characters.")]
    public IReadOnlyList<string>? Hashtags { get; init; }

    [Description("The post's picture; the short form of pictures with one.")]
    public PictureRequest? Picture { get; init; }

    [Description("The post's pictures, at most four. Those sent in base64 together have at most as many bytes as one may have.")]
    public IReadOnlyList<PictureRequest>? Pictures { get; init; }

    [Description("Whether the author or platform marks the post as sensitive.")]
    public bool Sensitive { get; init; }

    [Description(
        "Source id of the post that this one repeats; text and pictures are then that post's. A repost of a known post is not "
        + "tagged again.")]
    public string? RepostOf { get; init; }

    [Description("Source id of the post that this one answers.")]
    public string? ReplyTo { get; init; }

    [Description("Source id of the post that this one quotes.")]
    public string? QuoteOf { get; init; }
}

/// <summary>A picture of a post: its bytes, or its URL, or its alt text, or a combination.</summary>
public sealed record PictureRequest
{
    [Description("The picture file's bytes in base64.")]
    public byte[]? Base64 { get; init; }

    [Description("An http or https URL on a public address, from which the gateway fetches the picture.")]
    public string? Url { get; init; }

    [Description("What the author says the picture shows, at most 2000 characters. It counts as words about the picture.")]
    public string? AltText { get; init; }

    [Description("What the picture stands for. Default photo.")]
    public ImageKind Kind { get; init; }
}
