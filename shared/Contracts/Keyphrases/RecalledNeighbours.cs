namespace Engram.Contracts.Keyphrases;

/// <summary>Tagged posts similar to a post, from one epoch of one memory set.</summary>
public sealed record RecalledNeighbours
{
    /// <summary>Value of <see cref="Fault"/>: the set was deleted, is still empty, or was never created.</summary>
    public const string UnknownMemorySet = "unknown-memory-set";

    /// <summary>Value of <see cref="Fault"/>: the memory did not answer in time, and the post continued without it.</summary>
    public const string Late = "neighbours-late";

    /// <summary>The set; null when no set has the name that the gateway is configured with.</summary>
    public Guid? SetId { get; init; }

    /// <summary>Epoch of the set that was read; null when it could not be read.</summary>
    public long? Epoch { get; init; }

    /// <summary>Stable code for why the set was not read; null when it was.</summary>
    public string? Fault { get; init; }

    /// <summary>Most similar first; empty when no tagged post shares a distinctive word with the post.</summary>
    public required IReadOnlyList<NeighbourPost> Posts { get; init; }
}

/// <summary>A tagged post and its similarity to another post.</summary>
public sealed record NeighbourPost
{
    public required long MemoryId { get; init; }

    /// <summary>Its client's id when it was added to the memory; null when it had none.</summary>
    public string? PostId { get; init; }

    /// <summary>Cosine of the two posts' TF-IDF vectors, above 0, at most 1.</summary>
    public required float Similarity { get; init; }

    /// <summary>Keyphrases it was tagged with.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }
}
