using System.Text;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Index;

/// <summary>The memories of one set at one epoch, indexed by the words of their keys and searched as <see cref="Hash"/> says. Immutable: a
/// reader can keep one epoch as long as it likes while the next is built.</summary>
/// <remarks>
/// The memories lie in segments. A change appends a segment, merges only short ones and marks deleted memories, so the next epoch is ready
/// at once. <see cref="Tidied"/> does the slow work in the background: it makes each segment at least twice as long as the one after it, so
/// that a lookup visits few, and rebuilds segments with too many deleted memories.
/// </remarks>
public sealed class KeyHashIndex
{
    // Merges up to this many memories happen within a change: they take a few milliseconds.
    private const int MostMergedAtOnce = 1 << 14;

    private readonly LiveSegment[] _segments;
    private readonly Lazy<double[][]> _keyLengths;
    private readonly Lazy<RelationProfiles> _relations;
    private readonly bool _wordsWait; // some word fell back below the cutoff but has no postings

    private KeyHashIndex(LiveSegment[] segments, long epoch, KeyHash hash, long words, long hashedWords, bool wordsWait)
    {
        _segments = segments;
        _wordsWait = wordsWait;
        _keyLengths = new Lazy<double[][]>(MeasureKeys);
        _relations = new Lazy<RelationProfiles>(() => new RelationProfiles(this));
        Epoch = epoch;
        Hash = hash;
        Words = words;
        HashedWords = hashedWords;
        Memories = segments.Sum(segment => (long)segment.Memories);
        Bytes = segments.Sum(segment => segment.Bytes);
    }

    public long Epoch { get; }

    /// <summary>The strategy that finds its memories.</summary>
    public KeyHash Hash { get; }

    public long Memories { get; }

    /// <summary>Distinct words in keys.</summary>
    public long Words { get; }

    /// <summary>How many of <see cref="Words"/> are below the frequency cutoff.</summary>
    public long HashedWords { get; }

    /// <summary>Size of the index in bytes.</summary>
    public long Bytes { get; }

    /// <summary>How much of <see cref="Bytes"/> the texts of keys, values and sources take.</summary>
    public long TextBytes => _segments.Sum(segment => segment.Built.TextBytes);

    public MemorySetStatistics Statistics => new() { Epoch = Epoch, Memories = Memories, Words = Words, HashedWords = HashedWords };

    internal IReadOnlyList<LiveSegment> Segments => _segments;

    internal RelationProfiles Relations => _relations.Value;

    /// <summary>Whether all but a few subjects have a single value of the relation. Valid only where keys name entities.</summary>
    public bool IsSingleValued(string relation) => Relations.IsSingleValued(relation);

    /// <summary>Length of each key as a vector of the rarities of its hashed words, [segments][memories]. Computed once per epoch, on the
    /// first search for neighbors.</summary>
    internal double[][] KeyLengths => _keyLengths.Value;

    /// <summary>An empty index hashed by words.</summary>
    public static KeyHashIndex Empty(int frequencyCutoff) => Empty(new WordHash(frequencyCutoff));

    public static KeyHashIndex Empty(KeyHash hash) => new([], 0, hash, 0, 0, wordsWait: false);

    /// <summary>Returns the index with <paramref name="memories"/> added.</summary>
    public KeyHashIndex With(IEnumerable<StoredMemory> memories, long epoch)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var builder = new SegmentBuilder(Hash);
        foreach (var memory in memories)
            builder.Add(memory);
        return With(builder, epoch);
    }

    /// <summary>Returns the index with the builder's memories added.</summary>
    /// <exception cref="ArgumentException">The builder's first id is not above the last id in the index.</exception>
    public KeyHashIndex With(SegmentBuilder memories, long epoch)
    {
        ArgumentNullException.ThrowIfNull(memories);
        if (memories.Memories == 0)
            return new KeyHashIndex(_segments, epoch, Hash, Words, HashedWords, _wordsWait);

        var added = memories.Build();
        if (_segments.Length > 0 && added.IdOf(0) <= _segments[^1].Built.IdOf(_segments[^1].Built.Memories - 1))
            throw new ArgumentException($"Memory {added.IdOf(0)} is not above those the index holds; memories are added in the order of "
                + "their ids.", nameof(memories));
        var segments = Merged([.. _segments, new LiveSegment(added)], MostMergedAtOnce);
        var words = (Words, HashedWords);
        var cursors = new int[_segments.Length];
        for (var word = 0; word < added.Words; word++)
        {
            var before = 0;
            for (var i = 0; i < cursors.Length; i++)
            {
                if (_segments[i].Built.FindOn(added.Word(word), ref cursors[i]) is var number and >= 0)
                    before += _segments[i].KeyCountOf(number);
            }

            words = Recounted(words, added.Word(word), before, before + added.KeyCountOf(word));
        }

        return new KeyHashIndex(segments, epoch, Hash, words.Words, words.HashedWords, _wordsWait);
    }

    /// <summary>Returns the index without the memories of these ids. Unknown ids are ignored.</summary>
    public KeyHashIndex Without(IEnumerable<long> ids, long epoch)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var places = ids.Select(FindPlace).Where(place => place.Segment >= 0).Distinct()
            .ToLookup(place => place.Segment, place => place.Ordinal);
        var segments = (LiveSegment[])_segments.Clone();
        var leaving = new List<string>();
        foreach (var segment in places)
        {
            var built = segments[segment.Key].Built;
            var words = segment.Select(built.Read).SelectMany(memory => HashWords.Of(memory.Key).Concat(Hash.MarksOf(memory).Distinct()))
                .ToList();
            segments[segment.Key] = segments[segment.Key].Without(
                [.. segment], words.Select(word => built.Find(Encoding.UTF8.GetBytes(word))));
            leaving.AddRange(words);
        }

        var counts = (Words, HashedWords);
        var wordsWait = _wordsWait;
        foreach (var (word, keys) in leaving.CountBy(word => word))
        {
            var name = Encoding.UTF8.GetBytes(word);
            var before = KeyCountOf(name);
            counts = Recounted(counts, name, before, before - keys);
            wordsWait |= Hash.IsHashed(name, before - keys) && LacksPostings(name);
        }

        return new KeyHashIndex(
            [.. segments.Where(segment => segment.Memories > 0)], epoch, Hash, counts.Words, counts.HashedWords, wordsWait);
    }

    /// <summary>Whether <see cref="Tidied"/> has work to do.</summary>
    public bool IsUntidy =>
        _wordsWait || _segments.Any(IsLeftByMany)
            || _segments.Zip(_segments.Skip(1)).Any(pair => CanMerge(pair.First, pair.Second, Array.MaxLength));

    /// <summary>Returns the same memories in fewer and smaller segments. It takes as long as reading them all again, so run it in the
    /// background.</summary>
    public KeyHashIndex Tidied()
    {
        if (!IsUntidy)
            return this;
        var rebuilt = _segments.Select(
            segment => IsLeftByMany(segment) || (_wordsWait && HasWaitingWords(segment)) ? Rebuild(segment) : segment).ToArray();
        return new KeyHashIndex(Merged(rebuilt, Array.MaxLength), Epoch, Hash, Words, HashedWords, wordsWait: false);
    }

    /// <summary>Number of keys that hold the word.</summary>
    public int KeyCountOf(string word) => KeyCountOf(Encoding.UTF8.GetBytes(word));

    /// <summary>The memories whose keys hold all of the words. Each word must have postings.</summary>
    internal IEnumerable<(Segment Segment, int Ordinal)> KeysWith(IEnumerable<string> words)
    {
        byte[][] names = [.. words.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        foreach (var segment in _segments)
        {
            int[] numbers = [.. names.Select(name => segment.Built.Find(name))];
            if (numbers.Any(number => number < 0))
                continue;
            Array.Sort(Array.ConvertAll(numbers, segment.Built.KeyCountOf), numbers);
            foreach (var ordinal in segment.Built.Postings(numbers[0]).ToArray())
            {
                if (segment.Holds(ordinal) && AllHold(segment.Built, numbers.AsSpan(1), ordinal))
                    yield return (segment.Built, ordinal);
            }
        }

        static bool AllHold(Segment segment, ReadOnlySpan<int> words, int ordinal)
        {
            foreach (var word in words)
            {
                if (segment.Postings(word).BinarySearch(ordinal) < 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The words that find memories, each weighted by its rarity, ln(1 + M / keys), where M is the number of memories.</summary>
    internal IEnumerable<WeightedWord> Hashed(IEnumerable<string> words) =>
        words.Select(Encoding.UTF8.GetBytes).Select(word => new WeightedWord(word, RarityOf(word))).Where(word => word.Weight > 0);

    /// <summary>ln(1 + M / keys) for a hashed word, otherwise 0.</summary>
    private double RarityOf(ReadOnlySpan<byte> word)
    {
        var keys = KeyCountOf(word);
        return Hash.IsHashed(word, keys) && !(_wordsWait && LacksPostings(word)) ? Math.Log(1 + ((double)Memories / keys)) : 0;
    }

    /// <summary>Whether some segment has no postings for the word: it was far more frequent before deletions, and waits for
    /// <see cref="Tidied"/>.</summary>
    private bool LacksPostings(ReadOnlySpan<byte> word)
    {
        foreach (var segment in _segments)
        {
            if (segment.Built.Find(word) is var number and >= 0 && segment.KeyCountOf(number) > 0 && segment.Built.LacksPostings(number))
                return true;
        }

        return false;
    }

    private double[][] MeasureKeys() => [.. _segments.Select(segment =>
    {
        var lengths = new double[segment.Built.Memories];
        for (var word = 0; word < segment.Built.Words; word++)
        {
            if (KeyHash.IsMark(segment.Built.Word(word)))
                continue;
            var rarity = RarityOf(segment.Built.Word(word));
            foreach (var ordinal in segment.Built.Postings(word))
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
            if (segment.Built.Find(word) is var number and >= 0)
                keys += segment.KeyCountOf(number);
        }

        return keys;
    }

    private (long Words, long HashedWords) Recounted(
        (long Words, long HashedWords) counts, ReadOnlySpan<byte> word, int before, int after) => KeyHash.IsMark(word)
        ? counts
        : (counts.Words + (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0),
            counts.HashedWords + (Hash.IsHashed(word, after) ? 1 : 0) - (Hash.IsHashed(word, before) ? 1 : 0));

    private (int Segment, int Ordinal) FindPlace(long id)
    {
        for (var number = 0; number < _segments.Length; number++)
        {
            if (_segments[number].Built.OrdinalOf(id) is var ordinal and >= 0 && _segments[number].Holds(ordinal))
                return (number, ordinal);
        }

        return (-1, -1);
    }

    /// <summary>Merges, from the end, each segment that is less than twice as long as the next, if both together have at most
    /// <paramref name="most"/> memories.</summary>
    private LiveSegment[] Merged(LiveSegment[] all, int most)
    {
        var segments = new List<LiveSegment>(all);
        for (var i = segments.Count - 2; i >= 0; i--)
        {
            if (!CanMerge(segments[i], segments[i + 1], most))
                continue;
            segments[i] = segments[i].Left + segments[i + 1].Left == 0
                ? new LiveSegment(Segment.Merge(segments[i].Built, segments[i + 1].Built, Hash))
                : Rebuild(segments[i], segments[i + 1]);
            segments.RemoveAt(i + 1);
        }

        return [.. segments];
    }

    private static bool CanMerge(LiveSegment first, LiveSegment second, int most) =>
        first.Memories < 2L * second.Memories && (long)first.Memories + second.Memories <= most
            && Segment.CanMerge(first.Built, second.Built);

    private static bool IsLeftByMany(LiveSegment segment) => 4L * segment.Left > segment.Built.Memories;

    private bool HasWaitingWords(LiveSegment segment) =>
        Enumerable.Range(0, segment.Built.Words)
            .Any(
                word => segment.KeyCountOf(word) > 0 && segment.Built.LacksPostings(word)
                    && Hash.IsHashed(segment.Built.Word(word), KeyCountOf(segment.Built.Word(word))));

    private LiveSegment Rebuild(params ReadOnlySpan<LiveSegment> segments)
    {
        var builder = new SegmentBuilder(Hash);
        foreach (var segment in segments)
            segment.CopyTo(builder);
        return new LiveSegment(builder.Build());
    }
}
