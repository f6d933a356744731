using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;

namespace Engram.Gateway.Posts;

/// <summary>The results that a post had before its edits.</summary>
/// <param name="Results">Latest first; empty when it was not edited.</param>
public sealed record PostHistory(IReadOnlyList<PastResultResource> Results);

/// <summary>What a post was, and the result it had, before an edit.</summary>
public sealed record PastResultResource
{
    public required string? Revision { get; init; }

    public required PostState State { get; init; }

    public required string Text { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Why it had no keyphrases, where it was tagged.</summary>
    public required string? Reason { get; init; }

    /// <summary>Why it had no keyphrases, where it failed.</summary>
    public required Fault? Failure { get; init; }

    /// <summary>Model and version that tagged it, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>When the edit came.</summary>
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
