namespace Engram.MemoryIndex.Storage;

/// <summary>What a chunk changed in its set.</summary>
/// <param name="Added">Memories added.</param>
/// <param name="Removed">Memories removed.</param>
public sealed record ChunkOutcome(int Added, int Removed);
