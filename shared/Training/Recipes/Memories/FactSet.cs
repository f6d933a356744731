using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.Training.Recipes.Memories;

/// <summary>A subject and relation of a memory set that a question can ask for.</summary>
/// <param name="Subject">As written in a question.</param>
/// <param name="Relation">Selects the paraphrases of the question.</param>
/// <param name="Answers">All right answers, as <see cref="MemoryEncoder.AnswerOf"/> writes them.</param>
public sealed record AskableFact(string Subject, string Relation, IReadOnlySet<string> Answers);

/// <summary>A memory set as it is served, with the facts in it.</summary>
public abstract class FactSet
{
    // F (Miller et al. 2016, section 3.1); the default of memory sets.
    private const int FrequencyCutoff = 1000;

    protected FactSet(IReadOnlyList<StoredMemory> memories)
    {
        ArgumentNullException.ThrowIfNull(memories);
        Keys = [.. memories.Select(memory => memory.Key)];
        Index = KeyHashIndex.Empty(FrequencyCutoff).With(memories, epoch: 1);
    }

    public IReadOnlyList<string> Keys { get; }

    public KeyHashIndex Index { get; }

    public abstract IReadOnlyList<AskableFact> Facts { get; }

    /// <summary>Selects the memories to hide from recall so that a fact has no answer.</summary>
    public abstract Predicate<StoredMemory> Forget(AskableFact fact, Random random);

    /// <summary>The key-value pairs that the network reads for a memory.</summary>
    public virtual IEnumerable<KeyValueMemory> PairsOf(StoredMemory memory) => [new(memory.Key, memory.Value)];
}

/// <summary>The facts of a knowledge base, each also reversed.</summary>
public sealed class TripleFacts(IReadOnlyList<Triple> triples) : FactSet(
    [.. triples.SelectMany(triple => triple.ToMemories()).Distinct().Select((memory, i) => new StoredMemory(i + 1, memory.Key,
        memory.Value))])
{
    public override IReadOnlyList<AskableFact> Facts { get; } =
    [
        .. triples.SelectMany(triple => ((string Subject, string Relation, string Answer)[])[
                (triple.Subject, triple.Relation, triple.ObjectText),
                (triple.ObjectText, Triple.Reversed(triple.Relation), triple.Subject)])
            .GroupBy(fact => (fact.Subject, fact.Relation), fact => MemoryEncoder.AnswerOf(fact.Answer))
            .Select(fact => new AskableFact(fact.Key.Subject, fact.Key.Relation, fact.ToHashSet(StringComparer.Ordinal))),
    ];

    /// <summary>With equal chance hides only the fact, or all facts of its subject.</summary>
    public override Predicate<StoredMemory> Forget(AskableFact fact, Random random)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(random);
        var (subject, relation, _) = fact;
        return random.Next(2) == 0
            ? memory => memory.Key == Triple.KeyOf(subject, relation)
            : memory =>
                memory.Key.StartsWith(subject + " ", StringComparison.Ordinal) && !memory.Key.AsSpan(subject.Length + 1).Contains(' ');
    }
}

/// <summary>Facts of tagged posts: a word leads to the keyphrases of the posts that contain it.</summary>
public sealed class TaggedPostFacts(IReadOnlyList<TaggedPost> posts) : FactSet([.. posts.Select((post, i) => post.ToMemory(i + 1))])
{
    /// <summary>Relation whose paraphrases ask for the keyphrases of a word.</summary>
    public const string Relation = "tagged";

    // Shorter words, and words in more than a tenth of the posts, are mostly function words: nobody asks for their keyphrases.
    private const int ShortestSubject = 4;
    private const int MostPostsShare = 10;
    private const int MostPostsAtLeast = 2;

    public override IReadOnlyList<AskableFact> Facts { get; } =
    [
        .. posts.SelectMany(post => WordsOf(post.ToMemory(0)).Where(word => word.Length >= ShortestSubject && word.All(char.IsLetter)),
            (post, word) => (Word: word, post.Keyphrases))
            .GroupBy(fact => fact.Word, StringComparer.Ordinal)
            .Where(fact => fact.Count() <= Math.Max(MostPostsAtLeast, posts.Count / MostPostsShare))
            .OrderBy(fact => fact.Key, StringComparer.Ordinal)
            .Select(
                fact => new AskableFact(fact.Key, Relation,
                    fact.SelectMany(post => post.Keyphrases).Select(MemoryEncoder.AnswerOf).ToHashSet(StringComparer.Ordinal))),
    ];

    /// <summary>Hides every post that contains the word.</summary>
    public override Predicate<StoredMemory> Forget(AskableFact fact, Random random) => memory => WordsOf(memory).Contains(fact.Subject);

    /// <summary>Each keyphrase is a separate answer.</summary>
    public override IEnumerable<KeyValueMemory> PairsOf(StoredMemory memory) =>
        TaggedPost.KeyphrasesOf(memory.Value).Select(keyphrase => new KeyValueMemory(memory.Key, keyphrase));

    private static IReadOnlyList<string> WordsOf(StoredMemory memory) => HashWords.Of(memory.Key);
}
