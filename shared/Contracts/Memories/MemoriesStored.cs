namespace Engram.Contracts.Memories;

/// <summary>A chunk of an import is stored and answers questions from now on, or the contents that a chunk withdraws no longer do.
/// Published by memory-index; consumed by gateway.</summary>
public sealed record MemoriesStored
{
    public required Guid SetId { get; init; }

    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Memories this chunk added, not counting those the set already held.</summary>
    public required int Added { get; init; }

    /// <summary>Memories this chunk removed, by replacement or withdrawal. 0 also when the message predates this field.</summary>
    public int Removed { get; init; }

    public required MemorySetStatistics Statistics { get; init; }
}

/// <summary>The size of a memory set at one epoch.</summary>
public sealed record MemorySetStatistics
{
    /// <summary>Increases by one with every change of the set. Statistics with a lower epoch are older.</summary>
    public required long Epoch { get; init; }

    /// <summary>Number of key-value pairs, including reversed ones and windows.</summary>
    public required long Memories { get; init; }

    /// <summary>Number of distinct words in keys.</summary>
    public required long Words { get; init; }

    /// <summary>Number of <see cref="Words"/> under the frequency cut, by which memories are found.</summary>
    public required long HashedWords { get; init; }
}
