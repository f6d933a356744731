namespace Engram.MemoryIndex.Import;

/// <summary>A chunk of an import that can't be stored, however often it is tried.</summary>
public sealed class ChunkException(string message, Exception? cause = null) : Exception(message, cause);
