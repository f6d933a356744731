namespace Engram.MemorySearch.Index;

/// <summary>A memory with the id it was stored under. Questions are matched with the key; the value is what is read (Miller et al. 2016,
/// 3.1).</summary>
/// <param name="Id">Id it was stored under.</param>
/// <param name="Key">Text that questions are matched with.</param>
/// <param name="Value">Text that is read when the memory is found.</param>
/// <param name="Source">Origin of the memory, for example the id of a tagged post; null for none.</param>
public readonly record struct StoredMemory(long Id, string Key, string Value, string? Source = null);
