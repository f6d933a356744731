namespace Engram.MemoryIndex.Import;

/// <summary>A chunk of an import that can't be stored; a retry would not help.</summary>
public sealed class ChunkException(string message, Exception? cause = null) : Exception(message, cause);
