using System.Text;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Index;

/// <summary>
/// The memories of one set at one epoch, filed under the words of their keys and found as <see cref="Hash"/> says. Never changes: a reader
/// holds one epoch for as long as it likes while the next is made beside it.
/// </summary>
/// <remarks>
/// The memories lie in segments. A change appends one, merges only short ones, and marks those memories that leave, so that the next epoch
/// is there at once. What takes longer, <see cref="Tidied"/> does beside it: it makes each segment at least twice as long as the one after
/// it, so that a look-up visits few, and builds those anew of which too much has left.
/// </remarks>
public sealed class KeyHashIndex
{
    // Merged within a change: a few milliseconds.
    private const int MostMergedAtOnce = 1 << 14;

    private readonly LiveSegment[] _segments;
    private readonly Lazy<double[][]> _keyLengths;
    private readonly Lazy<RelationProfiles> _relations;
    private readonly bool _wordsWait; // some word fell back under the cut whose postings were left out

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

    /// <summary>By what its memories are found.</summary>
    public KeyHash Hash { get; }

    public long Memories { get; }

    /// <summary>Distinct words in keys.</summary>
    public long Words { get; }

    /// <summary>Of <see cref="Words"/>, those under the cut.</summary>
    public long HashedWords { get; }

    /// <summary>Bytes the index takes.</summary>
    public long Bytes { get; }

    /// <summary>Of <see cref="Bytes"/>, those of keys, values and sources themselves.</summary>
    public long TextBytes => _segments.Sum(segment => segment.Built.TextBytes);

    public MemorySetStatistics Statistics => new() { Epoch = Epoch, Memories = Memories, Words = Words, HashedWords = HashedWords };

    internal IReadOnlyList<LiveSegment> Segments => _segments;

    internal RelationProfiles Relations => _relations.Value;

    /// <summary>Whether subjects have one value of a relation, but for a few. Only where keys name entities.</summary>
    public bool IsSingleValued(string relation) => Relations.IsSingleValued(relation);

    /// <summary>Length of each key as a vector of the rarities of its hashed words, [segments][memories]. Measured once for an epoch, and
    /// only when neighbours are asked for.</summary>
    internal double[][] KeyLengths => _keyLengths.Value;

    /// <summary>An index by words.</summary>
    public static KeyHashIndex Empty(int frequencyCutoff) => Empty(new WordHash(frequencyCutoff));

    public static KeyHashIndex Empty(KeyHash hash) => new([], 0, hash, 0, 0, wordsWait: false);

    /// <summary>The index after <paramref name="memories"/> were added.</summary>
    public KeyHashIndex With(IEnumerable<StoredMemory> memories, long epoch)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var builder = new SegmentBuilder(Hash);
        foreach (var memory in memories)
            builder.Add(memory);
        return With(builder, epoch);
    }

    /// <summary>The index after what the builder collected was added.</summary>
    /// <exception cref="ArgumentException">An id is not above all that the index ever held.</exception>
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

    /// <summary>The index after the memories of these ids left it; ids it does not hold are passed over.</summary>
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

    /// <summary>Whether <see cref="Tidied"/> has something to do.</summary>
    public bool IsUntidy =>
        _wordsWait || _segments.Any(IsLeftByMany)
            || _segments.Zip(_segments.Skip(1)).Any(pair => CanMerge(pair.First, pair.Second, Array.MaxLength));

    /// <summary>The same memories in fewer and smaller segments. It takes as long as reading them again, so it is for beside the
    /// questions.</summary>
    public KeyHashIndex Tidied()
    {
        if (!IsUntidy)
            return this;
        var rebuilt = _segments.Select(
            segment => IsLeftByMany(segment) || (_wordsWait && HasWaitingWords(segment)) ? Rebuild(segment) : segment).ToArray();
        return new KeyHashIndex(Merged(rebuilt, Array.MaxLength), Epoch, Hash, Words, HashedWords, wordsWait: false);
    }

    /// <summary>Keys that hold the word.</summary>
    public int KeyCountOf(string word) => KeyCountOf(Encoding.UTF8.GetBytes(word));

    /// <summary>The memories whose keys hold all of some words, each of which has postings.</summary>
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

    /// <summary>Those of some words by which memories are found, each with what sharing it tells: its rarity, ln(1 + M / keys).</summary>
    internal IEnumerable<WeightedWord> Hashed(IEnumerable<string> words) =>
        words.Select(Encoding.UTF8.GetBytes).Select(word => new WeightedWord(word, RarityOf(word))).Where(word => word.Weight > 0);

    /// <summary>ln(1 + M / keys) of a word that is hashed, or 0.</summary>
    private double RarityOf(ReadOnlySpan<byte> word)
    {
        var keys = KeyCountOf(word);
        return Hash.IsHashed(word, keys) && !(_wordsWait && LacksPostings(word)) ? Math.Log(1 + ((double)Memories / keys)) : 0;
    }

    /// <summary>Whether some segment left out the word's postings: it stood in far more keys before they left, and waits for
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

    /// <summary>Merges, from the end, where one segment is not twice as long as the next and both have at most so many memories
    /// together.</summary>
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
