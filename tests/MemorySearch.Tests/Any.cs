using Engram.MemorySearch.Index;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>What the properties are tried on.</summary>
internal static class Any
{
    public static Gen<T[]> UpTo<T>(int length, Gen<T> elements) => Gen.Choose(0, length).SelectMany(count => elements.ArrayOf(count));

    /// <summary>Up to so many words of a vocabulary.</summary>
    public static Gen<string> Text(int words, string[] vocabulary) =>
        UpTo(words, Gen.Elements(vocabulary)).Select(chosen => string.Join(' ', chosen));

    /// <summary>Low cuts and, where the vocabulary is of few words, words that go over them and out of the index often.</summary>
    public static Gen<GrownIndex> GrownIndex(int additions, string[] vocabulary) =>
        from cutoff in Gen.Choose(1, 12)
        from keys in UpTo(additions, UpTo(8, Text(6, vocabulary)))
        from text in Text(6, vocabulary)
        select new GrownIndex(cutoff, keys, text);
}

/// <summary>An index that grew by additions.</summary>
/// <param name="FrequencyCutoff">Keys with a word at which it is hashed no more.</param>
/// <param name="Additions">Keys of the memories of each.</param>
/// <param name="Text">What it is asked.</param>
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
