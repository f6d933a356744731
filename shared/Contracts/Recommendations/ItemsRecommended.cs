namespace Engram.Contracts.Recommendations;

/// <summary>What comes next after a history of items, and why. Published by inference; consumed by gateway.</summary>
[Bundled]
public sealed record ItemsRecommended
{
    public required Guid RecommendationId { get; init; }

    /// <summary>Model package and version, <c>name/version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Items, best first; never empty.</summary>
    public required IReadOnlyList<RecommendedItem> Items { get; init; }

    /// <summary>Relations that the items follow, heaviest first; empty for a model without knowledge.</summary>
    public required IReadOnlyList<RelationReason> Relations { get; init; }

    /// <summary>Items of the history that the model does not know.</summary>
    public IReadOnlyList<string> UnknownItems { get; init; } = [];
}

/// <summary>An item that may come next.</summary>
public sealed record RecommendedItem
{
    public required string Item { get; init; }

    /// <summary>Probability among all items of the model that are not left out, 0 to 1.</summary>
    public required float Score { get; init; }
}

/// <summary>A relation that a recommendation rests on.</summary>
public sealed record RelationReason
{
    public required string Relation { get; init; }

    /// <summary>Its share in what is read from the memory, 0 to 1.</summary>
    public required float Weight { get; init; }

    /// <summary>What the memory holds of it, nearest first.</summary>
    public required IReadOnlyList<string> NearestValues { get; init; }
}
