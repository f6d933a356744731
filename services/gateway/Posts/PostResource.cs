using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Data;

namespace Engram.Gateway.Posts;

/// <summary>A post as its client sees it.</summary>
public sealed record PostResource
{
    public required string Id { get; init; }

    public required PostState State { get; init; }

    public required string Text { get; init; }

    public required ImageResource Image { get; init; }

    /// <summary>Best first; empty until the post is tagged.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Why a tagged post has no keyphrases: <c>no-topic</c>; null when it has some, or is not tagged.</summary>
    public string? Reason { get; init; }

    /// <summary>What the model looked at; null until the post is tagged, or from a model that does not tell.</summary>
    public required PostAttention? Attention { get; init; }

    /// <summary>Model and version that tagged it, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>The tagged posts that voted for its keyphrases, most similar first, or why none did; null when none were looked for.</summary>
    public required RecalledNeighbours? Neighbours { get; init; }

    /// <summary>Why it has no keyphrases, when it failed.</summary>
    public required Fault? Failure { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? TaggedAt { get; init; }

    public static PostResource Of(Post post) => new()
    {
        Id = post.PublicId,
        State = post.State,
        Text = post.Text,
        Image = new ImageResource
        {
            Status = post.ImageStatus,
            Code = post.ImageFault?.Code,
            Reason = post.ImageFault?.Reason,
            Ocr = post.Ocr,
            Attributes = post.Features?.Attributes ?? [],
            AttributeModel = post.Features?.AttributeModel,
            Objects = post.Features?.Objects ?? [],
        },
        Keyphrases = post.Keyphrases ?? [],
        Reason = post.Keyphrases is [] ? KeyphrasesPredicted.NoTopic : null,
        Attention = post.Attention,
        Model = post.Model,
        Neighbours = post.Neighbours,
        Failure = post.Failure,
        CreatedAt = post.CreatedAt,
        TaggedAt = post.State == PostState.Tagged ? post.FinishedAt : null,
    };
}

/// <summary>What became of a post's picture.</summary>
public sealed record ImageResource
{
    public required ImageStatus Status { get; init; }

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
