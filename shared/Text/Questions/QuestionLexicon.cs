using System.Collections.Frozen;
using System.Text.Json;
using Engram.Text.Languages;

namespace Engram.Text.Questions;

/// <summary>How English asks for what knowledge bases commonly hold (<c>lexicon.json</c>, written for Engram). A relation of a set that is
/// named as one here is asked for in these words; what a set lacks teaches what a question looks like that it cannot answer.</summary>
public static class QuestionLexicon
{
    /// <summary>Stands for what is asked about.</summary>
    public const string Subject = "{x}";

    /// <summary>Stands for what is claimed of it.</summary>
    public const string Claimed = "{y}";

    private static readonly Lazy<IReadOnlyList<QuestionConcept>> Read = new(ReadResource);
    private static readonly Lazy<FrozenSet<string>> AllWords = new(() => Concepts.SelectMany(WordsOf).ToFrozenSet(StringComparer.Ordinal));

    public static IReadOnlyList<QuestionConcept> Concepts => Read.Value;

    /// <summary>Whether a word belongs to how something is asked rather than to a name, as far as the lexicon knows.</summary>
    /// <param name="word">In small letters.</param>
    public static bool IsQuestionWord(string word) => FunctionWords.Contains(word, "en") || AllWords.Value.Contains(word);

    private static IEnumerable<string> WordsOf(QuestionConcept concept) => concept.Asks.Concat(concept.InverseAsks)
        .Concat(concept.Nouns).Concat(concept.Things).Concat(concept.Of).Append(concept.Past ?? "").Append(concept.Base ?? "")
        .SelectMany(text => QuestionWords.Of(text.Replace(Subject, "", StringComparison.Ordinal)));

    private static IReadOnlyList<QuestionConcept> ReadResource()
    {
        using var stream = typeof(QuestionLexicon).Assembly.GetManifestResourceStream("lexicon.json")!;
        return JsonSerializer.Deserialize<QuestionConcept[]>(stream, JsonSerializerOptions.Web)!;
    }
}
