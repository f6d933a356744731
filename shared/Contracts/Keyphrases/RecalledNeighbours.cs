namespace Engram.Contracts.Keyphrases;

/// <summary>Tagged posts like a post, from one epoch of one memory set.</summary>
public sealed record RecalledNeighbours
{
    /// <summary>Value of <see cref="Fault"/>: the set was deleted, nothing has been stored in it yet, or none of its name was ever
    /// made.</summary>
    public const string UnknownMemorySet = "unknown-memory-set";

    /// <summary>Value of <see cref="Fault"/>: the memory was silent for too long, and the post went on without it.</summary>
    public const string Late = "neighbours-late";

    /// <summary>The set; null when there is none of the name that the gateway was told.</summary>
    public Guid? SetId { get; init; }

    /// <summary>Epoch of the set that was read; null when it could not be read.</summary>
    public long? Epoch { get; init; }

    /// <summary>Stable word for why the set was not read; null when it was.</summary>
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
