namespace Engram.MemoryIndex.Import;

/// <summary>The effect of a chunk on a set: it removes the set's memories of some topics and contents, unless the chunk repeats them, and
/// adds memories.</summary>
/// <param name="Memories">Memories to add.</param>
/// <param name="Topics">Topics whose earlier memories are removed.</param>
/// <param name="Contents">Content hashes of single memories to remove.</param>
public sealed record MemoryChange(IReadOnlyList<Memory> Memories, IReadOnlyList<Guid> Topics, IReadOnlyList<Guid> Contents)
{
    public static MemoryChange Nothing { get; } = new([], [], []);

    /// <summary>Adds memories and removes none.</summary>
    public static MemoryChange Add(IReadOnlyList<Memory> memories) => new(memories, [], []);

    /// <summary>Replaces the memories of the same topics.</summary>
    public static MemoryChange Replace(IReadOnlyList<Memory> memories)
    {
        var topics = memories.Select(memory => memory.Topic).OfType<Guid>().Where(topic => topic != MemoryHash.UntitledDocument);
        return new MemoryChange(memories, [.. topics.Distinct()], []);
    }
}
