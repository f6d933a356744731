namespace Engram.MemoryIndex.Storage;

/// <summary>What a chunk did to its set.</summary>
/// <param name="Added">Memories that came.</param>
/// <param name="Removed">Memories that left.</param>
public sealed record ChunkOutcome(int Added, int Removed);
