namespace Engram.KeyHashing;

/// <summary>A memory under the number it was stored with: the key is what a question is matched with, the value what is read (Miller et al.
/// 2016, 3.1).</summary>
public readonly record struct StoredMemory(long Id, string Key, string Value);
