using Engram.Contracts.Memories;

namespace Engram.KeyHashing;

/// <summary>
/// By entities only, as the released code of Miller et al. 2016 does for WikiMovies (build_hash.sh): a key falls into a bucket for each entity it
/// names. The entities of a set are what its memories have as values: subjects and objects of its triples, centres and titles of its documents,
/// keyphrases of its posts; a value that is its own key (a sentence) names none. Texts are matched by the longest runs of words that are
/// entities: <c>Jaws 2</c> is not <c>Jaws</c>.
/// </summary>
/// <remarks>Entities come and go with the set, so what a key names is settled when it is asked for: the keys that hold all words of an
/// entity are read and matched.</remarks>
/// <param name="frequencyCutoff">Entities in at least this many keys are not hashed (the released script cuts at 10,000).</param>
/// <param name="bucketCap">A bucket with more keys is dropped; null: none is.</param>
public sealed class EntityHash(int frequencyCutoff = KeyHash.DefaultFrequencyCutoff, int? bucketCap = null) : KeyHash(frequencyCutoff, bucketCap)
{
    // The longest title of WikiMovies has 20. It bounds the look-ups for a text of n words by 32 n.
    private const int MostWordsOfEntity = 32;

    public override HashingWay Way => HashingWay.Entities;

    internal override bool HasMarks => true;

    private protected override int MostKeysWithPostings => int.MaxValue;

    internal override IEnumerable<string> MarksOf(StoredMemory memory) => EntitiesOf(memory).Select(MarkOf);

    internal override (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge)
    {
        var buckets = EntitiesIn(index, [.. HashWords.InOrder(question)])
            .Select(entity => BucketOf(index, entity))
            .Where(bucket => bucket.Count > 0 && bucket.Count < FrequencyCutoff && bucket.Count <= (BucketCap ?? int.MaxValue))
            .ToList();
        return Ranking.Find(index, Sum, most, judge);

        SparseSums Sum(Segment segment)
        {
            var sums = new SparseSums(segment.Memories, buckets.Sum(bucket => (long)bucket.Count));
            foreach (var bucket in buckets)
                sums.Add(bucket.In(segment), Math.Log(1 + ((double)index.Memories / bucket.Count)));
            return sums;
        }
    }

    /// <summary>The words of each entity that a memory has as value.</summary>
    internal static IEnumerable<string[]> EntitiesOf(StoredMemory memory)
    {
        if (memory.Value == memory.Key)
            return [];
        IEnumerable<string> entities = memory.Source is null ? [memory.Value] : TaggedPost.KeyphrasesOf(memory.Value);
        return entities.Select(entity => HashWords.InOrder(entity).ToArray()).Where(words => words.Length is > 0 and <= MostWordsOfEntity);
    }

    /// <summary>The longest runs of words that are entities, each once.</summary>
    internal static List<string[]> EntitiesIn(KeyHashIndex index, string[] words)
    {
        var found = new List<string[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var end = 0; // of the longest run that began further left
        for (var start = 0; start < words.Length; start++)
        {
            for (var stop = Math.Min(words.Length, start + MostWordsOfEntity); stop > Math.Max(start, end); stop--)
            {
                if (!IsEntity(index, words[start..stop]))
                    continue;
                end = stop;
                if (seen.Add(MarkOf(words[start..stop])))
                    found.Add(words[start..stop]);
                break;
            }
        }

        return found;
    }

    /// <summary>The memories whose keys name an entity.</summary>
    internal static IEnumerable<(Segment Segment, int Ordinal)> KeysNaming(KeyHashIndex index, string[] entity) =>
        index.KeysWith(entity).Where(place => Names(index, [.. HashWords.InOrder(place.Segment.Read(place.Ordinal).Key)], entity));

    private static EntityBucket BucketOf(KeyHashIndex index, string[] entity)
    {
        var bucket = new EntityBucket();
        foreach (var (segment, ordinal) in KeysNaming(index, entity))
            bucket.Add(segment, ordinal);
        return bucket;
    }

    /// <summary>Whether the entity stands in the words other than within a longer one.</summary>
    private static bool Names(KeyHashIndex index, string[] words, string[] entity) =>
        Enumerable.Range(0, Math.Max(0, words.Length - entity.Length + 1))
            .Any(start => words.AsSpan(start, entity.Length).SequenceEqual(entity) && !IsWithinLonger(index, words, start, start + entity.Length));

    private static bool IsWithinLonger(KeyHashIndex index, string[] words, int start, int end)
    {
        for (var from = Math.Max(0, end - MostWordsOfEntity); from <= start; from++)
        {
            for (var to = end; to <= Math.Min(words.Length, from + MostWordsOfEntity); to++)
            {
                if (to - from > end - start && IsEntity(index, words[from..to]))
                    return true;
            }
        }

        return false;
    }

    private static bool IsEntity(KeyHashIndex index, string[] words) => index.KeyCountOf(MarkOf(words)) > 0;

    private static string MarkOf(string[] words) => CountMark(string.Join(' ', words));

    private sealed class EntityBucket
    {
        private readonly Dictionary<Segment, List<int>> _ordinals = [];

        public int Count { get; private set; }

        public void Add(Segment segment, int ordinal)
        {
            if (!_ordinals.TryGetValue(segment, out var ordinals))
                _ordinals.Add(segment, ordinals = []);
            ordinals.Add(ordinal);
            Count++;
        }

        public ReadOnlySpan<int> In(Segment segment) =>
            _ordinals.TryGetValue(segment, out var ordinals) ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ordinals) : [];
    }
}
