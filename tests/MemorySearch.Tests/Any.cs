using Engram.MemorySearch.Index;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Generators for the property tests.</summary>
internal static class Any
{
    public static Gen<T[]> UpTo<T>(int length, Gen<T> elements) => Gen.Choose(0, length).SelectMany(count => elements.ArrayOf(count));

    /// <summary>A text of up to <paramref name="words"/> words of a vocabulary.</summary>
    public static Gen<string> Text(int words, string[] vocabulary) =>
        UpTo(words, Gen.Elements(vocabulary)).Select(chosen => string.Join(' ', chosen));

    /// <summary>Indexes with low cutoffs. With a small vocabulary, words often reach the cutoff and leave the index.</summary>
    public static Gen<GrownIndex> GrownIndex(int additions, string[] vocabulary) =>
        from cutoff in Gen.Choose(1, 12)
        from keys in UpTo(additions, UpTo(8, Text(6, vocabulary)))
        from text in Text(6, vocabulary)
        select new GrownIndex(cutoff, keys, text);
}

/// <summary>An index built by several additions, and a question to it.</summary>
/// <param name="FrequencyCutoff">A word in this many keys or more is not hashed.</param>
/// <param name="Additions">Keys of the memories of each addition.</param>
/// <param name="Text">The question.</param>
internal sealed record GrownIndex(int FrequencyCutoff, string[][] Additions, string Text)
{
    public IEnumerable<StoredMemory> Memories() =>
        Additions.SelectMany(keys => keys).Select((key, i) => new StoredMemory(i + 1, key, $"v{i}"));

    public KeyHashIndex Build()
    {
        var index = KeyHashIndex.Empty(FrequencyCutoff);
        var memories = new Queue<StoredMemory>(Memories());
        foreach (var keys in Additions)
            index = index.With(keys.Select(_ => memories.Dequeue()).ToList(), index.Epoch + 1);
        return index;
    }
}
