using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;

namespace Engram.ApiContracts.Posts;

/// <summary>A post as its client sees it.</summary>
public sealed record PostResource
{
    public required string Id { get; init; }

    /// <summary>Platform or feed that it comes from.</summary>
    public required string? Source { get; init; }

    /// <summary>Id of the post at its source.</summary>
    public required string? SourceId { get; init; }

    /// <summary>The revision shown.</summary>
    public required string? Revision { get; init; }

    public required Author? Author { get; init; }

    public required PostState State { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Hashtags by the author, without '#'.</summary>
    public required IReadOnlyList<string> Hashtags { get; init; }

    public required bool Sensitive { get; init; }

    /// <summary>Source id of the post that this one reposts.</summary>
    public required string? RepostOf { get; init; }

    /// <summary>Source id of the post that this one replies to.</summary>
    public required string? ReplyTo { get; init; }

    /// <summary>Source id of the post that this one quotes.</summary>
    public required string? QuoteOf { get; init; }

    /// <summary>Its pictures, in order; empty when it has none.</summary>
    public required IReadOnlyList<ImageResource> Images { get; init; }

    /// <summary>Best first; empty until the post is tagged.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Id of the post that the keyphrases were copied from, because this one reposts it and was not tagged again. Null: they are
    /// its own.</summary>
    public required string? KeyphrasesOf { get; init; }

    /// <summary>Stable code for why a tagged post has no keyphrases, for example <c>no-topic</c>; null when it has some, or the model gives
    /// no reason.</summary>
    public required string? Reason { get; init; }

    /// <summary>What the model attended to; null until the post is tagged, or when the model does not report it.</summary>
    public required PostAttention? Attention { get; init; }

    /// <summary>Model and version that tagged it, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>The tagged posts that voted for its keyphrases, most similar first, or why none did; null when no search was
    /// made.</summary>
    public required RecalledNeighbours? Neighbours { get; init; }

    /// <summary>Why the post failed; null unless it did.</summary>
    public required Fault? Failure { get; init; }

    /// <summary>When the author says it was written.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When this revision arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset? TaggedAt { get; init; }

    /// <summary>Trace of the request that brought this revision, as its services report it; null if it was not traced.</summary>
    public string? TraceId { get; init; }
}

/// <summary>A picture of a post and its state.</summary>
public sealed record ImageResource
{
    public required ImageStatus Status { get; init; }

    public required ImageKind Kind { get; init; }

    /// <summary>Alt text by the author.</summary>
    public required string? AltText { get; init; }

    /// <summary>Stable code for what went wrong with the picture, also when only one of its readers failed.</summary>
    public required string? Code { get; init; }

    /// <summary>The same as a message for people.</summary>
    public required string? Reason { get; init; }

    public required PictureText? Ocr { get; init; }

    /// <summary>Words that describe the picture, most certain first.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Model and version that produced the attributes, <c>name/version</c>: the object detector, or a separate attribute
    /// model.</summary>
    public required string? AttributeModel { get; init; }

    public required IReadOnlyList<DetectedObject> Objects { get; init; }

    // The rest is not required: gateways of the first edition do not send it.

    /// <summary>Path of the picture's bytes; null when there are none.</summary>
    public string? Url { get; init; }

    /// <summary>When ocr answered; null until then, and when there is nothing to read.</summary>
    public DateTimeOffset? TextReadAt { get; init; }

    /// <summary>When vision-features answered; null until then, and when there is nothing to read.</summary>
    public DateTimeOffset? FeaturesReadAt { get; init; }
}

/// <summary>One page of posts, newest first.</summary>
/// <param name="Posts">The posts.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record PostPage(IReadOnlyList<PostResource> Posts, string? Next);
