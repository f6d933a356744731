using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;

namespace Engram.Gateway.Posts;

/// <summary>The results of a post before its edits.</summary>
/// <param name="Results">Latest first; empty if no edit replaced a result.</param>
public sealed record PostHistory(IReadOnlyList<PastResultResource> Results);

/// <summary>A post's content and result before an edit.</summary>
public sealed record PastResultResource
{
    public required string? Revision { get; init; }

    public required PostState State { get; init; }

    public required string Text { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Why the post had no keyphrases, if it was tagged.</summary>
    public required string? Reason { get; init; }

    /// <summary>Why the post failed, if it did.</summary>
    public required Fault? Failure { get; init; }

    /// <summary>Model and version that tagged the post, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>When the edit arrived.</summary>
    public required DateTimeOffset ReplacedAt { get; init; }

    public static PastResultResource Of(PastResult past)
    {
        ArgumentNullException.ThrowIfNull(past);
        return new PastResultResource
        {
            Revision = past.Revision,
            State = past.State,
            Text = past.Text,
            Keyphrases = past.Keyphrases ?? [],
            Reason = past.Reason,
            Failure = past.Failure,
            Model = past.Model,
            ReceivedAt = past.ReceivedAt,
            FinishedAt = past.FinishedAt,
            ReplacedAt = past.ReplacedAt,
        };
    }
}
