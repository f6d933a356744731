namespace Engram.KeyHashing;

/// <summary>
/// Some memories of a set with their inverted index, never changed once built. Memories go by ordinal, from 0 in the order they were stored.
/// </summary>
internal sealed class Segment
{
    // M memories, W distinct words, P postings
    private readonly long[] _ids; // [M]
    private readonly Utf8Table _texts; // [2M]: key, value, key, value...
    private readonly Utf8Table? _sources; // [M], empty for none; null when no memory has one
    private readonly Utf8Table _words; // [W], in byte order
    private readonly int[] _keyCounts; // [W]: keys that hold the word
    private readonly int[] _postingEnds; // [W]
    private readonly int[] _postings; // [P]: ordinals, ascending within a word; none for a word at or over the frequency cut

    public Segment(long[] ids, Utf8Table texts, Utf8Table? sources, Utf8Table words, int[] keyCounts, int[] postingEnds, int[] postings)
    {
        _ids = ids;
        _texts = texts;
        _sources = sources;
        _words = words;
        _keyCounts = keyCounts;
        _postingEnds = postingEnds;
        _postings = postings;
    }

    public int Memories => _ids.Length;

    public int Words => _words.Count;

    /// <summary>Bytes of its arrays.</summary>
    public long Bytes => (sizeof(long) * (long)_ids.Length) + _texts.Bytes + (_sources?.Bytes ?? 0) + _words.Bytes
        + (sizeof(int) * ((long)_keyCounts.Length + _postingEnds.Length + _postings.Length));

    public long IdOf(int ordinal) => _ids[ordinal];

    /// <summary>Compares two memories by the bytes of their keys, then of their values.</summary>
    public static int CompareTexts(Segment first, int inFirst, Segment second, int inSecond)
    {
        var order = first._texts[2 * inFirst].SequenceCompareTo(second._texts[2 * inSecond]);
        return order != 0 ? order : first._texts[(2 * inFirst) + 1].SequenceCompareTo(second._texts[(2 * inSecond) + 1]);
    }

    public StoredMemory Read(int ordinal) =>
        new(_ids[ordinal], _texts.Read(2 * ordinal), _texts.Read((2 * ordinal) + 1), _sources is null || _sources[ordinal].IsEmpty ? null : _sources.Read(ordinal));

    public ReadOnlySpan<byte> Word(int word) => _words[word];

    /// <summary>Keys of this segment that hold the word.</summary>
    public int KeyCountOf(int word) => _keyCounts[word];

    /// <summary>Number of the word within this segment, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word) => _words.BinarySearch(word);

    /// <summary>Memories whose key holds the word; empty when it was too frequent to be hashed.</summary>
    public ReadOnlySpan<int> Postings(int word)
    {
        var start = word == 0 ? 0 : _postingEnds[word - 1];
        return _postings.AsSpan(start, _postingEnds[word] - start);
    }

    /// <summary>Whether one array can hold the texts of both.</summary>
    public static bool CanMerge(Segment first, Segment second) =>
        (long)first._texts.TextBytes + second._texts.TextBytes < Array.MaxLength
        && (long)first._postings.Length + second._postings.Length < Array.MaxLength;

    /// <summary>One segment with the memories of both, those of <paramref name="first"/> before.</summary>
    public static Segment Merge(Segment first, Segment second, int frequencyCutoff)
    {
        var merge = new WordMerge(first, second, frequencyCutoff);
        int a = 0, b = 0;
        while (a < first.Words || b < second.Words)
        {
            var order = a == first.Words ? 1 : b == second.Words ? -1 : first.Word(a).SequenceCompareTo(second.Word(b));
            merge.Add(order <= 0 ? a++ : -1, order >= 0 ? b++ : -1);
        }

        return new Segment(
            [.. first._ids, .. second._ids], Utf8Table.Concat(first._texts, second._texts), MergeSources(first, second),
            merge.Words.Build(), [.. merge.KeyCounts], [.. merge.PostingEnds], [.. merge.Postings]);
    }

    private static Utf8Table? MergeSources(Segment first, Segment second) =>
        first._sources is null && second._sources is null
            ? null
            : Utf8Table.Concat(first._sources ?? Utf8Table.OfEmpty(first.Memories), second._sources ?? Utf8Table.OfEmpty(second.Memories));

    private sealed class WordMerge(Segment first, Segment second, int frequencyCutoff)
    {
        public Utf8TableBuilder Words { get; } = new(first.Words + second.Words, first._words.TextBytes + second._words.TextBytes);

        public List<int> KeyCounts { get; } = new(first.Words + second.Words);

        public List<int> PostingEnds { get; } = new(first.Words + second.Words);

        public List<int> Postings { get; } = new(first._postings.Length + second._postings.Length);

        /// <summary>Adds a word by its numbers in the two segments, -1 where one lacks it.</summary>
        public void Add(int inFirst, int inSecond)
        {
            Words.Add(inFirst >= 0 ? first.Word(inFirst) : second.Word(inSecond));
            var keys = (inFirst >= 0 ? first.KeyCountOf(inFirst) : 0) + (inSecond >= 0 ? second.KeyCountOf(inSecond) : 0);
            KeyCounts.Add(keys);
            if (keys < frequencyCutoff)
                AddPostings(inFirst, inSecond);
            PostingEnds.Add(Postings.Count);
        }

        private void AddPostings(int inFirst, int inSecond)
        {
            if (inFirst >= 0)
                Postings.AddRange(first.Postings(inFirst));
            if (inSecond < 0)
                return;
            foreach (var ordinal in second.Postings(inSecond))
                Postings.Add(first.Memories + ordinal);
        }
    }
}
