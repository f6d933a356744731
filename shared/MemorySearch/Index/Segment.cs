using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Index;

/// <summary>Some memories of a set with their inverted index. Immutable. A memory's ordinal is its position in the order of storing, from
/// 0.</summary>
internal sealed class Segment
{
    // M memories, W distinct words, P postings
    private readonly long[] _ids; // [M]
    private readonly Utf8Table _texts; // [2M]: key, value, key, value...
    private readonly Utf8Table? _sources; // [M], empty where a memory has none; null when no memory has one
    private readonly Utf8Table _words; // [W], in byte order
    private readonly int[] _keyCounts; // [W]: keys that hold the word
    private readonly int[] _postingEnds; // [W]
    private readonly int[] _postings; // [P]: ordinals, ascending within a word; none for a word in too many keys
    private readonly Lazy<SegmentNames> _names;
    private readonly ForwardIndex? _lists; // the words of each key, for a full scan; null for other strategies

    public Segment(long[] ids, Utf8Table texts, Utf8Table? sources, Utf8Table words, int[] keyCounts, int[] postingEnds, int[] postings,
        ForwardIndex? lists)
    {
        _ids = ids;
        _texts = texts;
        _sources = sources;
        _words = words;
        _keyCounts = keyCounts;
        _postingEnds = postingEnds;
        _postings = postings;
        _lists = lists;
        _names = new Lazy<SegmentNames>(() => SegmentNames.Of(this));
    }

    public int Memories => _ids.Length;

    /// <summary>The names of its entities.</summary>
    public SegmentNames Names => _names.Value;

    public int Words => _words.Count;

    /// <summary>Bytes of its arrays.</summary>
    public long Bytes => (sizeof(long) * (long)_ids.Length) + _texts.Bytes + (_sources?.Bytes ?? 0) + _words.Bytes
        + (sizeof(int) * ((long)_keyCounts.Length + _postingEnds.Length + _postings.Length)) + (_lists?.Bytes ?? 0);

    /// <summary>How much of <see cref="Bytes"/> the texts of the memories take.</summary>
    public long TextBytes => _texts.TextBytes + (_sources?.TextBytes ?? 0);

    public long IdOf(int ordinal) => _ids[ordinal];

    /// <summary>The first bytes of a memory's key, see <see cref="Utf8Table.PrefixOf"/>.</summary>
    public ulong KeyPrefixOf(int ordinal) => Utf8Table.PrefixOf(_texts[2 * ordinal]);

    /// <summary>Compares two memories by the bytes of their keys, then of their values.</summary>
    public static int CompareTexts(Segment first, int inFirst, Segment second, int inSecond)
    {
        var order = first._texts[2 * inFirst].SequenceCompareTo(second._texts[2 * inSecond]);
        return order != 0 ? order : first._texts[(2 * inFirst) + 1].SequenceCompareTo(second._texts[(2 * inSecond) + 1]);
    }

    public StoredMemory Read(int ordinal) =>
        new(_ids[ordinal], _texts.Read(2 * ordinal), _texts.Read((2 * ordinal) + 1),
            _sources is null || _sources[ordinal].IsEmpty ? null : _sources.Read(ordinal));

    public ReadOnlySpan<byte> Word(int word) => _words[word];

    /// <summary>Number of keys in this segment that hold the word.</summary>
    public int KeyCountOf(int word) => _keyCounts[word];

    /// <summary>Number of the word within this segment, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word) => _words.BinarySearch(word);

    /// <summary>Like <see cref="Find"/>, for words looked up in byte order: starts at <paramref name="from"/> and advances it.</summary>
    public int FindOn(ReadOnlySpan<byte> word, ref int from) => _words.SearchOn(word, ref from);

    /// <summary>Memories whose key holds the word; empty if the word was too frequent to be hashed.</summary>
    public ReadOnlySpan<int> Postings(int word)
    {
        var start = word == 0 ? 0 : _postingEnds[word - 1];
        return _postings.AsSpan(start, _postingEnds[word] - start);
    }

    /// <summary>Whether the word's postings were left out because it was in too many keys when the segment was built.</summary>
    public bool LacksPostings(int word) => _lists is null && _keyCounts[word] > 0 && Postings(word).IsEmpty;

    /// <summary>For each memory whose key holds any of the words, the sum of their weights.</summary>
    public ScoreAccumulator Sum(IReadOnlyList<WeightedWord> words)
    {
        var known = words.Select(word => (Number: Find(word.Text), word.Weight)).Where(word => word.Number >= 0).ToArray();
        if (_lists is not null)
        {
            var all = new ScoreAccumulator(Memories, Memories);
            _lists.AddTo(all, Array.ConvertAll(known, word => word.Number), Array.ConvertAll(known, word => word.Weight));
            return all;
        }

        var sums = new ScoreAccumulator(Memories, known.Sum(word => (long)Postings(word.Number).Length));
        foreach (var (number, weight) in known)
            sums.Add(Postings(number), weight);
        return sums;
    }

    /// <summary>Ordinal of a memory, or -1.</summary>
    public int OrdinalOf(long id) => Math.Max(-1, Array.BinarySearch(_ids, id));

    /// <summary>Adds the texts of a memory to a builder.</summary>
    public void CopyTo(SegmentBuilder builder, int ordinal) =>
        builder.Add(_ids[ordinal], _texts[2 * ordinal], _texts[(2 * ordinal) + 1], _sources is null ? [] : _sources[ordinal]);

    /// <summary>Whether the texts, postings and word lists of both fit into one array each.</summary>
    public static bool CanMerge(Segment first, Segment second) =>
        (long)first._texts.TextBytes + second._texts.TextBytes < Array.MaxLength
        && (first._sources?.TextBytes ?? 0L) + (second._sources?.TextBytes ?? 0) < Array.MaxLength
        && (long)first._postings.Length + second._postings.Length < Array.MaxLength
        && (first._lists?.Words ?? 0L) + (second._lists?.Words ?? 0) < Array.MaxLength;

    /// <summary>Merges two segments; the memories of <paramref name="first"/> come first.</summary>
    public static Segment Merge(Segment first, Segment second, KeyHash hash)
    {
        var words = WordUnion.Of(first, second);
        var table = new Utf8TableBuilder(words.Count, first._words.TextBytes + second._words.TextBytes);
        var keyCounts = new int[words.Count];
        var postingEnds = new int[words.Count];
        var postings = 0;
        for (var word = 0; word < words.Count; word++)
        {
            var (a, b) = words[word];
            var name = a >= 0 ? first.Word(a) : second.Word(b);
            table.Add(name);
            keyCounts[word] = (a >= 0 ? first.KeyCountOf(a) : 0) + (b >= 0 ? second.KeyCountOf(b) : 0);
            postings += hash.KeepsPostings(name, keyCounts[word]) ? keyCounts[word] : 0;
            postingEnds[word] = postings;
        }

        return new Segment(
            [.. first._ids, .. second._ids], Utf8Table.Concat(first._texts, second._texts), MergeSources(first, second),
            table.Build(), keyCounts, postingEnds, MergePostings(first, second, words, postingEnds),
            first._lists is null || second._lists is null ? null
                : ForwardIndex.Concat(first._lists, second._lists, words.NumbersOfFirst(first.Words), words.NumbersOfSecond(second.Words)));
    }

    private static int[] MergePostings(Segment first, Segment second, WordUnion words, int[] postingEnds)
    {
        var postings = new int[postingEnds.Length == 0 ? 0 : postingEnds[^1]];
        for (var word = 0; word < words.Count; word++)
        {
            var start = word == 0 ? 0 : postingEnds[word - 1];
            if (start == postingEnds[word])
                continue;
            var (a, b) = words[word];
            ReadOnlySpan<int> before = a >= 0 ? first.Postings(a) : [];
            before.CopyTo(postings.AsSpan(start));
            var at = start + before.Length;
            if (b < 0)
                continue;
            foreach (var ordinal in second.Postings(b))
                postings[at++] = first.Memories + ordinal;
        }

        return postings;
    }

    private static Utf8Table? MergeSources(Segment first, Segment second) =>
        first._sources is null && second._sources is null
            ? null
            : Utf8Table.Concat(first._sources ?? Utf8Table.OfEmpty(first.Memories), second._sources ?? Utf8Table.OfEmpty(second.Memories));

    /// <summary>The words of two segments in byte order, each with its number in both; -1 where it is absent.</summary>
    private sealed class WordUnion
    {
        private readonly int[] _inFirst;
        private readonly int[] _inSecond;

        private WordUnion(int most) => (_inFirst, _inSecond) = (new int[most], new int[most]);

        public int Count { get; private set; }

        public (int InFirst, int InSecond) this[int word] => (_inFirst[word], _inSecond[word]);

        public int[] NumbersOfFirst(int words) => Invert(_inFirst, words);

        public int[] NumbersOfSecond(int words) => Invert(_inSecond, words);

        private int[] Invert(int[] numbers, int words)
        {
            var inverse = new int[words];
            for (var word = 0; word < Count; word++)
            {
                if (numbers[word] >= 0)
                    inverse[numbers[word]] = word;
            }

            return inverse;
        }

        public static WordUnion Of(Segment first, Segment second)
        {
            var union = new WordUnion(first.Words + second.Words);
            int a = 0, b = 0;
            while (a < first.Words || b < second.Words)
            {
                var order = a == first.Words ? 1 : b == second.Words ? -1 : first.Word(a).SequenceCompareTo(second.Word(b));
                union._inFirst[union.Count] = order <= 0 ? a++ : -1;
                union._inSecond[union.Count++] = order >= 0 ? b++ : -1;
            }

            return union;
        }
    }
}
