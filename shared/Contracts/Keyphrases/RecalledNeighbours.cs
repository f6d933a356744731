namespace Engram.Contracts.Keyphrases;

/// <summary>Tagged posts like a post, from one epoch of one memory set.</summary>
public sealed record RecalledNeighbours
{
    public required Guid SetId { get; init; }

    /// <summary>Epoch of the set that was read; null when it could not be read.</summary>
    public long? Epoch { get; init; }

    /// <summary>Stable word for why the set could not be read: <c>unknown-memory-set</c>; null when it was read.</summary>
    public string? Fault { get; init; }

    /// <summary>Most similar first; empty when no tagged post shares a telling word with the post.</summary>
    public required IReadOnlyList<NeighbourPost> Posts { get; init; }
}

/// <summary>A tagged post and how like another it is.</summary>
public sealed record NeighbourPost
{
    public required long MemoryId { get; init; }

    /// <summary>What its client called it when it was put into the memory; null when it had no id.</summary>
    public string? PostId { get; init; }

    /// <summary>Cosine of the two posts' TF-IDF vectors, above 0, at most 1.</summary>
    public required float Similarity { get; init; }

    /// <summary>What it was tagged with.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }
}
