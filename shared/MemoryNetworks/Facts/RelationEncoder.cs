using Engram.ModelStore;
using Engram.Text;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>Encodes questions without their entities, and names of relations, as symbols of one table. Words that training never saw share
/// hash buckets, and so do pairs and triples of words; 0 is padding.</summary>
/// <param name="vocabulary">The words that training saw.</param>
/// <param name="wordBuckets">Number of hash buckets for other words.</param>
/// <param name="ngramBuckets">Number of hash buckets for pairs and triples of words.</param>
/// <param name="longestQuestion">Questions are cut to this many symbols.</param>
public sealed class RelationEncoder(RelationVocabulary vocabulary, int wordBuckets, int ngramBuckets, int longestQuestion)
{
    private readonly HashSet<string> _before = [.. vocabulary.Before];
    private readonly HashSet<string> _after = [.. vocabulary.After];
    private readonly Dictionary<string, int> _ids = vocabulary.Words.Index()
        .ToDictionary(word => word.Item, word => word.Index + 1, StringComparer.Ordinal);

    public RelationVocabulary Vocabulary => vocabulary;

    public int WordBuckets => wordBuckets;

    public int NgramBuckets => ngramBuckets;

    public int LongestQuestion => longestQuestion;

    /// <summary>Number of rows in the table.</summary>
    public int Count => 1 + vocabulary.Words.Count + wordBuckets + ngramBuckets;

    /// <exception cref="ModelPackageException">The package holds no vocabulary, or its manifest lacks a parameter.</exception>
    public static RelationEncoder Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        return new RelationEncoder(
            package.Read<RelationVocabulary>(RelationInterface.VocabularyFileName),
            manifest.Parameter<int>(RelationInterface.WordBucketsParameter),
            manifest.Parameter<int>(RelationInterface.NgramBucketsParameter),
            manifest.Parameter<int>(RelationInterface.LongestQuestionParameter));
    }

    /// <summary>Whether training saw a word.</summary>
    public bool Knows(string word) => _ids.ContainsKey(word);

    /// <summary>Number of words right before or after an entity that training never saw there: they may belong to its name.</summary>
    public int OddNeighbors(QuestionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var odd = 0;
        foreach (var (at, word) in frame.Words.Index())
        {
            if (word != QuestionFrame.Entity)
                continue;
            odd += at > 0 && !_before.Contains(frame.Words[at - 1]) ? 1 : 0;
            odd += at + 1 < frame.Words.Count && !_after.Contains(frame.Words[at + 1]) ? 1 : 0;
        }

        return odd;
    }

    public long[] Encode(QuestionFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return [.. frame.Symbols().Take(longestQuestion).Select(IdOf)];
    }

    public long[] EncodeRelation(string relation) => [.. QuestionWords.OfRelation(relation).Select(IdOf)];

    private long IdOf(string symbol)
    {
        if (_ids.TryGetValue(symbol, out var id))
            return id;
        return symbol.Contains(' ', StringComparison.Ordinal)
            ? 1 + vocabulary.Words.Count + wordBuckets + (StableHash.Of(symbol) % (uint)ngramBuckets)
            : 1 + vocabulary.Words.Count + (StableHash.Of(symbol) % (uint)wordBuckets);
    }
}

/// <summary>The words that training saw in questions.</summary>
/// <param name="Words">All words.</param>
/// <param name="Before">Words that stood right before an entity.</param>
/// <param name="After">Words that stood right after one.</param>
public sealed record RelationVocabulary(IReadOnlyList<string> Words, IReadOnlyList<string> Before, IReadOnlyList<string> After);
