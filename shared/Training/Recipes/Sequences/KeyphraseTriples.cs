using Engram.Datasets.Sequences;
using Engram.MemorySearch.Index;

namespace Engram.Training.Recipes.Sequences;

/// <summary>What events alone say of keyphrases, for a recommender of phrases that no knowledge base has: their words, and which phrases
/// one post has together. Names no subject.</summary>
public static class KeyphraseTriples
{
    public const string HasWord = "has_word";
    public const string UsedWith = "used_with";

    public static IReadOnlyList<Triple> Of(IReadOnlyList<SequenceEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var words = events.Select(one => one.Item).SelectMany(phrase =>
            phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Fact(phrase, HasWord, $"the word {word}")));
        // The keyphrases of one post have its author and its time.
        var pairs = events.GroupBy(one => (one.Subject, one.At), one => one.Item).SelectMany(post =>
            from phrase in post from other in post where phrase != other select Fact(phrase, UsedWith, other));
        return [.. words.Concat(pairs).Distinct()];
    }

    private static Triple Fact(string phrase, string relation, string value) =>
        new() { Subject = phrase, Relation = relation, ObjectText = value };
}
