namespace Engram.Contracts.Memories;

/// <summary>A chunk of an import lies in the memory and answers questions from now on, or what a chunk withdraws answers none. Published by
/// memory-index; consumed by gateway.</summary>
public sealed record MemoriesStored
{
    public required Guid SetId { get; init; }

    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Memories this chunk added; those the set already held are not counted.</summary>
    public required int Added { get; init; }

    /// <summary>Memories that left by it: replaced or withdrawn. 0 also where the message is older than this field.</summary>
    public int Removed { get; init; }

    public required MemorySetStatistics Statistics { get; init; }
}

/// <summary>The size of a memory set at one epoch.</summary>
public sealed record MemorySetStatistics
{
    /// <summary>Grows by one with every change of the set. Statistics of a lower epoch are older.</summary>
    public required long Epoch { get; init; }

    /// <summary>Key-value pairs, reversed ones and windows included.</summary>
    public required long Memories { get; init; }

    /// <summary>Distinct words in keys.</summary>
    public required long Words { get; init; }

    /// <summary>Of <see cref="Words"/>, those under the frequency cut, by which memories are found.</summary>
    public required long HashedWords { get; init; }
}
