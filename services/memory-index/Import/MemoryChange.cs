namespace Engram.MemoryIndex.Import;

/// <summary>What a chunk does to a set: what the set holds of topics and contents leaves, unless the chunk says it again, and memories
/// come.</summary>
/// <param name="Memories">The memories that the set holds from then on.</param>
/// <param name="Topics">Topics of which nothing else that came before stays.</param>
/// <param name="Contents">Content hashes of single memories that leave.</param>
public sealed record MemoryChange(IReadOnlyList<Memory> Memories, IReadOnlyList<Guid> Topics, IReadOnlyList<Guid> Contents)
{
    public static MemoryChange Nothing { get; } = new([], [], []);

    /// <summary>Memories that come beside what is there.</summary>
    public static MemoryChange Add(IReadOnlyList<Memory> memories) => new(memories, [], []);

    /// <summary>Memories in place of what is there of their topics.</summary>
    public static MemoryChange Replace(IReadOnlyList<Memory> memories)
    {
        var topics = memories.Select(memory => memory.Topic).OfType<Guid>().Where(topic => topic != MemoryHash.UntitledDocument);
        return new MemoryChange(memories, [.. topics.Distinct()], []);
    }
}
