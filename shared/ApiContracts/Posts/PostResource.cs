using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;

namespace Engram.ApiContracts.Posts;

/// <summary>A post as its client sees it.</summary>
public sealed record PostResource
{
    public required string Id { get; init; }

    /// <summary>Platform or feed it comes from.</summary>
    public required string? Source { get; init; }

    /// <summary>What the source calls it.</summary>
    public required string? SourceId { get; init; }

    /// <summary>The version of it that is shown.</summary>
    public required string? Revision { get; init; }

    public required Author? Author { get; init; }

    public required PostState State { get; init; }

    public required string Text { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Hashtags its author gave, without '#'.</summary>
    public required IReadOnlyList<string> Hashtags { get; init; }

    public required bool Sensitive { get; init; }

    /// <summary>Source id of the post it repeats.</summary>
    public required string? RepostOf { get; init; }

    /// <summary>Source id of the post it answers.</summary>
    public required string? ReplyTo { get; init; }

    /// <summary>Source id of the post it quotes.</summary>
    public required string? QuoteOf { get; init; }

    /// <summary>Its pictures, in their order; empty when it has none.</summary>
    public required IReadOnlyList<ImageResource> Images { get; init; }

    /// <summary>Best first; empty until the post is tagged.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Id of the post whose keyphrases they are: this one repeats it and was not tagged again. Null: its own.</summary>
    public required string? KeyphrasesOf { get; init; }

    /// <summary>Stable word for why a tagged post has no keyphrases, for example <c>no-topic</c>; null when it has some, or the model does
    /// not tell.</summary>
    public required string? Reason { get; init; }

    /// <summary>What the model looked at; null until the post is tagged, or from a model that does not tell.</summary>
    public required PostAttention? Attention { get; init; }

    /// <summary>Model and version that tagged it, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>The tagged posts that voted for its keyphrases, most similar first, or why none did; null when none were looked
    /// for.</summary>
    public required RecalledNeighbours? Neighbours { get; init; }

    /// <summary>Why it has no keyphrases, when it failed.</summary>
    public required Fault? Failure { get; init; }

    /// <summary>When it claims to have been written.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When this version of it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset? TaggedAt { get; init; }
}

/// <summary>A picture of a post, and what became of it.</summary>
public sealed record ImageResource
{
    public required ImageStatus Status { get; init; }

    public required ImageKind Kind { get; init; }

    /// <summary>What the author says it shows.</summary>
    public required string? AltText { get; init; }

    /// <summary>Stable word for what went wrong with the picture, also where only one of its readers failed.</summary>
    public required string? Code { get; init; }

    /// <summary>The same as a sentence.</summary>
    public required string? Reason { get; init; }

    public required PictureText? Ocr { get; init; }

    /// <summary>Words that describe the picture, most certain first.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Model and version that named them, <c>name/version</c>: the object detector, or one that was trained for it.</summary>
    public required string? AttributeModel { get; init; }

    public required IReadOnlyList<DetectedObject> Objects { get; init; }
}

/// <summary>One page of posts, newest first.</summary>
/// <param name="Posts">The posts.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record PostPage(IReadOnlyList<PostResource> Posts, string? Next);
