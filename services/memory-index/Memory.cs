namespace Engram.MemoryIndex;

/// <summary>A memory slot before it is stored: the key is what a question is matched with, the value what is read (Miller et al. 2016, 3.1).</summary>
public readonly record struct Memory(string Key, string Value);
