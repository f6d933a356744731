namespace Engram.MemorySearch.Index;

/// <summary>A memory under the number it was stored with: the key is what a question is matched with, the value what is read (Miller et al.
/// 2016, 3.1).</summary>
/// <param name="Id">Number it was stored with.</param>
/// <param name="Key">What a question is matched with.</param>
/// <param name="Value">What is read.</param>
/// <param name="Source">What it was made from, for example the id of a tagged post; null when nobody asks for it.</param>
public readonly record struct StoredMemory(long Id, string Key, string Value, string? Source = null);
