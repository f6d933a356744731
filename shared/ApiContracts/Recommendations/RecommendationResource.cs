using Engram.Contracts.Recommendations;

namespace Engram.ApiContracts.Recommendations;

/// <summary>A recommendation as its client sees it.</summary>
public sealed record RecommendationResource
{
    public required string Id { get; init; }

    public required RecommendationState State { get; init; }

    /// <summary>Name of the subject's sequence set; null for events of the request's own.</summary>
    public required string? Set { get; init; }

    /// <summary>The subject; null for events of the request's own.</summary>
    public required string? Subject { get; init; }

    /// <summary>Best first, each with its probability; empty until something is recommended.</summary>
    public required IReadOnlyList<RecommendedItem> Items { get; init; }

    /// <summary>Relations that the items follow, heaviest first, each with the values that it stands for.</summary>
    public required IReadOnlyList<RelationReason> Relations { get; init; }

    /// <summary>Items of the history that the model does not know.</summary>
    public required IReadOnlyList<string> UnknownItems { get; init; }

    /// <summary>Number of events that the subject had.</summary>
    public required long Position { get; init; }

    /// <summary>Number of them, the last ones, that were sent to the model (<c>Gateway__Sequences__MaxHistoryEvents</c>).</summary>
    public required int EventsRead { get; init; }

    /// <summary>Epoch of the sequence set that was read; null for events of the request's own.</summary>
    public required long? Epoch { get; init; }

    /// <summary>Model and version that recommended or declined, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>Stable code for why nothing is recommended.</summary>
    public required string? Code { get; init; }

    /// <summary>The same as a message for people.</summary>
    public required string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }
}
