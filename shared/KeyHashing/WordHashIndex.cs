using System.Text;
using Engram.Contracts.Memories;

namespace Engram.KeyHashing;

/// <summary>
/// The memories of one set at one epoch, found by the words of their keys (Miller et al. 2016, 3.1: key hashing). A word that stands in
/// <see cref="FrequencyCutoff"/> keys or more is not hashed, so that stop words drop out. Never changes: a reader holds one epoch for as
/// long as it likes while the next is made beside it.
/// </summary>
/// <remarks>The memories lie in segments, each at least twice as long as the one after it: adding merges short ones, so that an addition
/// costs no copy of the whole and a lookup visits few segments.</remarks>
public sealed class WordHashIndex
{
    private readonly Segment[] _segments;
    private readonly Lazy<double[][]> _keyLengths;

    private WordHashIndex(Segment[] segments, long epoch, int frequencyCutoff, long words, long hashedWords)
    {
        _segments = segments;
        _keyLengths = new Lazy<double[][]>(MeasureKeys);
        Epoch = epoch;
        FrequencyCutoff = frequencyCutoff;
        Words = words;
        HashedWords = hashedWords;
        Memories = segments.Sum(segment => (long)segment.Memories);
        Bytes = segments.Sum(segment => segment.Bytes);
    }

    public long Epoch { get; }

    /// <summary>F in the paper: words in at least this many keys are not hashed.</summary>
    public int FrequencyCutoff { get; }

    public long Memories { get; }

    /// <summary>Distinct words in keys.</summary>
    public long Words { get; }

    /// <summary>Of <see cref="Words"/>, those under the cut.</summary>
    public long HashedWords { get; }

    /// <summary>Bytes the index takes.</summary>
    public long Bytes { get; }

    public MemorySetStatistics Statistics => new() { Epoch = Epoch, Memories = Memories, Words = Words, HashedWords = HashedWords };

    internal IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Length of each key as a vector of the rarities of its hashed words, [segments][memories]. Measured once for an epoch, and only
    /// when neighbours are asked for.</summary>
    internal double[][] KeyLengths => _keyLengths.Value;

    public static WordHashIndex Empty(int frequencyCutoff) => new([], 0, frequencyCutoff, 0, 0);

    /// <summary>The index after <paramref name="memories"/> were added.</summary>
    public WordHashIndex With(IEnumerable<StoredMemory> memories, long epoch)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var builder = new SegmentBuilder();
        foreach (var memory in memories)
            builder.Add(memory);
        return With(builder, epoch);
    }

    /// <summary>The index after what the builder collected was added.</summary>
    public WordHashIndex With(SegmentBuilder memories, long epoch)
    {
        ArgumentNullException.ThrowIfNull(memories);
        if (memories.Memories == 0)
            return new WordHashIndex(_segments, epoch, FrequencyCutoff, Words, HashedWords);

        var added = memories.Build(FrequencyCutoff);
        var (words, hashedWords) = CountWords(added);
        var segments = new List<Segment>(_segments) { added };
        while (segments.Count > 1 && segments[^2].Memories < 2 * segments[^1].Memories && Segment.CanMerge(segments[^2], segments[^1]))
        {
            segments[^2] = Segment.Merge(segments[^2], segments[^1], FrequencyCutoff);
            segments.RemoveAt(segments.Count - 1);
        }

        return new WordHashIndex([.. segments], epoch, FrequencyCutoff, words, hashedWords);
    }

    /// <summary>Keys that hold the word.</summary>
    public int KeyCountOf(string word) => KeyCountOf(Encoding.UTF8.GetBytes(word));

    /// <summary>Whether memories are found by this word: some key holds it, and fewer than <see cref="FrequencyCutoff"/>.</summary>
    public bool IsHashed(int keyCount) => keyCount > 0 && keyCount < FrequencyCutoff;

    /// <summary>What sharing a word tells that stands in so many keys: ln(1 + M / keys).</summary>
    internal double RarityOf(int keyCount) => Math.Log(1 + ((double)Memories / keyCount));

    private double[][] MeasureKeys() => [.. _segments.Select(segment =>
    {
        var lengths = new double[segment.Memories];
        for (var word = 0; word < segment.Words; word++)
        {
            var keys = KeyCountOf(segment.Word(word));
            if (!IsHashed(keys))
                continue;
            var rarity = RarityOf(keys);
            foreach (var ordinal in segment.Postings(word))
                lengths[ordinal] += rarity * rarity;
        }

        for (var ordinal = 0; ordinal < lengths.Length; ordinal++)
            lengths[ordinal] = Math.Sqrt(lengths[ordinal]);
        return lengths;
    })];

    private int KeyCountOf(ReadOnlySpan<byte> word)
    {
        var keys = 0;
        foreach (var segment in _segments)
        {
            if (segment.Find(word) is var number and >= 0)
                keys += segment.KeyCountOf(number);
        }

        return keys;
    }

    private (long Words, long HashedWords) CountWords(Segment added)
    {
        var words = Words;
        var hashedWords = HashedWords;
        for (var word = 0; word < added.Words; word++)
        {
            var before = KeyCountOf(added.Word(word));
            words += before == 0 ? 1 : 0;
            hashedWords += (IsHashed(before + added.KeyCountOf(word)) ? 1 : 0) - (IsHashed(before) ? 1 : 0);
        }

        return (words, hashedWords);
    }
}
