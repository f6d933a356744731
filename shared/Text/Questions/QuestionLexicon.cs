using System.Collections.Frozen;
using System.Text.Json;
using Engram.Text.Languages;

namespace Engram.Text.Questions;

/// <summary>
/// How English asks for what knowledge bases commonly hold (<c>lexicon.json</c>, written for Engram). If a set's relation is named here,
/// these are the ways to ask for it; concepts that a set lacks serve as examples of questions it can't answer.
/// </summary>
public static class QuestionLexicon
{
    /// <summary>Placeholder for the subject of a question.</summary>
    public const string Subject = "{x}";

    /// <summary>Placeholder for the claimed answer.</summary>
    public const string Claimed = "{y}";

    private static readonly Lazy<IReadOnlyList<QuestionConcept>> Read = new(ReadResource);
    private static readonly Lazy<FrozenSet<string>> AllWords = new(() => Concepts.SelectMany(WordsOf).ToFrozenSet(StringComparer.Ordinal));

    public static IReadOnlyList<QuestionConcept> Concepts => Read.Value;

    /// <summary>Whether the lexicon knows a word as part of a question rather than of a name.</summary>
    /// <param name="word">Lower case.</param>
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
