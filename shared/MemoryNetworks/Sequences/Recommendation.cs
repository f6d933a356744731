namespace Engram.MemoryNetworks.Sequences;

/// <summary>What comes next for a subject, and why.</summary>
public sealed record Recommendation
{
    /// <summary>Best first; empty if the model knows none of the subject's items.</summary>
    public IReadOnlyList<RecommendedItem> Items { get; init; } = [];

    /// <summary>Heaviest first; empty for a model without knowledge.</summary>
    public IReadOnlyList<RelationReason> Relations { get; init; } = [];

    /// <summary>Items of the history that the model does not know.</summary>
    public required IReadOnlyList<string> UnknownItems { get; init; }
}

/// <summary>An item with its probability to come next.</summary>
public sealed record RecommendedItem(string Item, float Score);

/// <summary>A relation that the recommendation rests on.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Weight">Its share in what is read from the memory, 0 to 1.</param>
/// <param name="NearestValues">What the memory holds of it, nearest first.</param>
public sealed record RelationReason(string Relation, float Weight, IReadOnlyList<string> NearestValues);
