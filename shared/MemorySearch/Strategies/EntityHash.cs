using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.Text;

namespace Engram.MemorySearch.Strategies;

/// <summary>Hashes by entities only, as the released code of Miller et al. 2016 does for WikiMovies (build_hash.sh): a key falls into a
/// bucket for each entity it names.</summary>
/// <remarks>
/// <para>The entities of a set are the values of its memories: subjects and objects of its triples, centers and titles of its documents,
/// keyphrases of its posts. A value that equals its key (a sentence) names none.</para>
/// <para>Texts match by their longest runs of words that are entities: <c>Jaws 2</c> is not <c>Jaws</c>. Punctuation counts: otherwise the
/// film <c>What?</c> would match the word in every question. Only if a question names nothing that way is punctuation ignored, on both
/// sides, for names of several words: <c>Dr Strangelove</c>.</para>
/// <para>Entities come and go with the set, so each question determines what keys name: it reads and matches the keys that hold all words
/// of an entity.</para>
/// </remarks>
/// <param name="frequencyCutoff">Entities in at least this many keys are not hashed (the released script cuts at 10,000).</param>
/// <param name="bucketCap">Buckets with more keys are dropped; null: no limit.</param>
public sealed class EntityHash(int frequencyCutoff = KeyHash.DefaultFrequencyCutoff, int? bucketCap = null)
    : KeyHash(frequencyCutoff, bucketCap)
{
    // The longest title of WikiMovies has 20 words. The limit bounds the lookups for a text of n words by 32 n.
    private const int MostWordsOfEntity = 32;

    public override HashingStrategy Way => HashingStrategy.Entities;

    internal override bool HasMarks => true;

    private protected override int MostKeysWithPostings => int.MaxValue;

    internal override IEnumerable<string> MarksOf(StoredMemory memory)
    {
        foreach (var entity in EntitiesOf(memory))
        {
            yield return MarkOf(entity.Words);
            if (entity.BareWords is var bare && bare.Length < entity.Words.Length)
                yield return BareMarkOf(bare);
        }
    }

    internal override (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge)
    {
        var buckets = EntitiesIn(index, question)
            .Select(entity => BucketOf(index, entity))
            .Where(bucket => bucket.Count > 0 && bucket.Count < FrequencyCutoff && bucket.Count <= (BucketCap ?? int.MaxValue))
            .ToList();
        return Ranking.Find(index, Sum, most, judge);

        ScoreAccumulator Sum(Segment segment)
        {
            var sums = new ScoreAccumulator(segment.Memories, buckets.Sum(bucket => (long)bucket.Count));
            foreach (var bucket in buckets)
                sums.Add(bucket.In(segment), Math.Log(1 + ((double)index.Memories / bucket.Count)));
            return sums;
        }
    }

    /// <summary>Names of the entities in a memory's value.</summary>
    internal static IEnumerable<string> NamesOf(StoredMemory memory) =>
        memory.Value == memory.Key ? [] : memory.Source is null ? [memory.Value] : TaggedPost.KeyphrasesOf(memory.Value);

    /// <summary>The entities in a memory's value.</summary>
    internal static IEnumerable<Entity> EntitiesOf(StoredMemory memory) =>
        NamesOf(memory).Select(entity => new Entity([.. Tokenizer.Tokenize(entity)], IsBare: false))
            .Where(entity => entity.Words.Length <= MostWordsOfEntity && entity.BareWords.Length > 0);

    /// <summary>The distinct entities of a question: its longest runs of words that are one.</summary>
    internal static IReadOnlyList<Entity> EntitiesIn(KeyHashIndex index, string question)
    {
        var written = RunsIn(index, question, isBare: false);
        return written.Count > 0 ? written : [.. RunsIn(index, question, isBare: true).Where(entity => entity.Words.Length > 1)];
    }

    /// <summary>The memories whose keys name an entity.</summary>
    internal static IEnumerable<(Segment Segment, int Ordinal)> KeysNaming(KeyHashIndex index, Entity entity) =>
        index.KeysWith(entity.BareWords)
            .Where(place => Names(index, WordsOf(place.Segment.Read(place.Ordinal).Key, entity.IsBare), entity));

    private static List<Entity> RunsIn(KeyHashIndex index, string text, bool isBare)
    {
        var words = WordsOf(text, isBare);
        var found = new List<Entity>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var end = 0; // of the longest run that started further left
        for (var start = 0; start < words.Length; start++)
        {
            for (var stop = Math.Min(words.Length, start + MostWordsOfEntity); stop > Math.Max(start, end); stop--)
            {
                var run = new Entity(words[start..stop], isBare);
                if (!IsEntity(index, run))
                    continue;
                end = stop;
                if (seen.Add(run.Name))
                    found.Add(run);
                break;
            }
        }

        return found;
    }

    private static EntityBucket BucketOf(KeyHashIndex index, Entity entity)
    {
        var bucket = new EntityBucket();
        foreach (var (segment, ordinal) in KeysNaming(index, entity))
            bucket.Add(segment, ordinal);
        return bucket;
    }

    /// <summary>Whether the words contain the entity outside of a longer one.</summary>
    private static bool Names(KeyHashIndex index, string[] words, Entity entity) =>
        Enumerable.Range(0, Math.Max(0, words.Length - entity.Words.Length + 1))
            .Any(
                start => words.AsSpan(start, entity.Words.Length).SequenceEqual(entity.Words)
                    && !IsWithinLonger(index, words, start, start + entity.Words.Length, entity.IsBare));

    private static bool IsWithinLonger(KeyHashIndex index, string[] words, int start, int end, bool isBare)
    {
        for (var from = Math.Max(0, end - MostWordsOfEntity); from <= start; from++)
        {
            for (var to = end; to <= Math.Min(words.Length, from + MostWordsOfEntity); to++)
            {
                if (to - from > end - start && IsEntity(index, new Entity(words[from..to], isBare)))
                    return true;
            }
        }

        return false;
    }

    private static bool IsEntity(KeyHashIndex index, Entity entity) =>
        index.KeyCountOf(MarkOf(entity.Words)) > 0 || (entity.IsBare && index.KeyCountOf(BareMarkOf(entity.Words)) > 0);

    private static string[] WordsOf(string text, bool areBare) => areBare ? [.. HashWords.InOrder(text)] : [.. Tokenizer.Tokenize(text)];

    internal static string MarkOf(string[] words) => CountMark(string.Join(' ', words));

    // Only for entities written with punctuation: the bare words of the others are the same.
    private static string BareMarkOf(string[] words) => CountMark(CountMark(string.Join(' ', words)));

    /// <summary>A name as it appears in a text.</summary>
    /// <param name="Words">Its words, including punctuation unless it is bare.</param>
    /// <param name="IsBare">Whether punctuation was removed from the text.</param>
    internal readonly record struct Entity(string[] Words, bool IsBare)
    {
        public string[] BareWords => IsBare ? Words : [.. Words.Where(word => !HashWords.IsPunctuation(word))];

        public string Name => string.Join(' ', Words);
    }

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
