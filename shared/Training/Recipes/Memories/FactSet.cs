using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.Training.Recipes.Memories;

/// <summary>What can be asked of a memory set: how a subject stands to others.</summary>
/// <param name="Subject">As it stands in a question.</param>
/// <param name="Relation">Whose paraphrases ask for it.</param>
/// <param name="Answers">All that are right, as <see cref="MemoryEncoder.AnswerOf"/> writes them.</param>
public sealed record AskableFact(string Subject, string Relation, IReadOnlySet<string> Answers);

/// <summary>A memory set as it is served, and the facts in it.</summary>
public abstract class FactSet
{
    // F (Miller et al. 2016, section 3.1), as memory sets have it unless they say otherwise.
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

    /// <summary>Memories to pass over so that a fact has no answer.</summary>
    public abstract Predicate<StoredMemory> Forget(AskableFact fact, Random random);

    /// <summary>A memory as the network reads it.</summary>
    public virtual IEnumerable<KeyValueMemory> PairsOf(StoredMemory memory) => [new(memory.Key, memory.Value)];
}

/// <summary>The facts of a knowledge base, each also in reverse.</summary>
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

    /// <summary>Half the time the one fact, half all that is known of its subject.</summary>
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

/// <summary>Tagged posts: a word that stands in some of them has their keyphrases.</summary>
public sealed class TaggedPostFacts(IReadOnlyList<TaggedPost> posts) : FactSet([.. posts.Select((post, i) => post.ToMemory(i + 1))])
{
    /// <summary>Relation whose paraphrases ask for the keyphrases that go with a word.</summary>
    public const string Relation = "tagged";

    // Shorter words, and those in more than a tenth of the posts, are mostly function words: nobody asks for their keyphrases.
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

    /// <summary>Every post that holds the word.</summary>
    public override Predicate<StoredMemory> Forget(AskableFact fact, Random random) => memory => WordsOf(memory).Contains(fact.Subject);

    /// <summary>Each keyphrase is an answer of its own.</summary>
    public override IEnumerable<KeyValueMemory> PairsOf(StoredMemory memory) =>
        TaggedPost.KeyphrasesOf(memory.Value).Select(keyphrase => new KeyValueMemory(memory.Key, keyphrase));

    private static IReadOnlyList<string> WordsOf(StoredMemory memory) => HashWords.Of(memory.Key);
}
