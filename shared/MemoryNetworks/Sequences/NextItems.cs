using Engram.Contracts.Recommendations;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>What comes next after a history, and why.</summary>
public sealed record NextItems
{
    /// <summary>Best first, each with its probability to come next; empty if the model knows none of the history's items.</summary>
    public IReadOnlyList<RecommendedItem> Items { get; init; } = [];

    /// <summary>Heaviest first; empty for a model without knowledge.</summary>
    public IReadOnlyList<RelationReason> Relations { get; init; } = [];

    /// <summary>Items of the history that the model does not know.</summary>
    public required IReadOnlyList<string> UnknownItems { get; init; }
}
