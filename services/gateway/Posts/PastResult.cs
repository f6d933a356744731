using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;

namespace Engram.Gateway.Posts;

/// <summary>A post's content and result before an edit.</summary>
public sealed class PastResult
{
    private PastResult(Guid postId, long edition, string text)
    {
        PostId = postId;
        Edition = edition;
        Text = text;
    }

    public Guid PostId { get; private set; }

    public long Edition { get; private set; }

    public string? Revision { get; private set; }

    public string Text { get; private set; }

    public PostState State { get; private set; }

    public string? Model { get; private set; }

    public IReadOnlyList<Keyphrase>? Keyphrases { get; private set; }

    public string? Reason { get; private set; }

    public Fault? Failure { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset FinishedAt { get; private set; }

    public DateTimeOffset ReplacedAt { get; private set; }

    /// <summary>Copies the result of a finished post.</summary>
    public static PastResult Of(Post post, long edition, DateTimeOffset now) => new(post.Id, edition, post.Text)
    {
        Revision = post.Revision,
        State = post.State,
        Model = post.Model,
        Keyphrases = post.Keyphrases,
        Reason = post.Reason,
        Failure = post.Failure,
        ReceivedAt = post.ReceivedAt,
        FinishedAt = post.FinishedAt!.Value,
        ReplacedAt = now,
    };
}
