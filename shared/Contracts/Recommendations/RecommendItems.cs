namespace Engram.Contracts.Recommendations;

/// <summary>Ranks what comes next after a history of items. It names no subject: whose history it is, only the gateway knows. Sent by
/// gateway; consumed by inference, which answers with <see cref="ItemsRecommended"/> or <see cref="RecommendationDeclined"/>.</summary>
[Bundled]
public sealed record RecommendItems
{
    public required Guid RecommendationId { get; init; }

    /// <summary>Names of the items, oldest first; the last ones if there are more than a message holds.</summary>
    public required IReadOnlyList<string> History { get; init; }

    /// <summary>Maximum number of items.</summary>
    public required int MaxItems { get; init; }

    /// <summary>Whether items of the history are left out.</summary>
    public required bool ExcludeSeen { get; init; }

    /// <summary>Least probability of an item, 0 to 1.</summary>
    public required float MinScore { get; init; }

    /// <summary>Name of the model package that should answer; null: inference chooses.</summary>
    public string? Model { get; init; }
}
