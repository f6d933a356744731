using Engram.Text;

namespace Engram.Scoring.Keyphrases;

/// <summary>
/// How keyphrases are compared (Wang et al. 2020, released evaluation): lower case, word by word by their Porter stems. Words are what
/// single spaces part, so that a phrase of no words is one empty word, and is scored as a wrong phrase.
/// </summary>
public static class StemmedPhrases
{
    /// <summary>Stems of a phrase's words, separated by one space.</summary>
    public static string Stem(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        return string.Join(' ', phrase.Trim().Split(' ').Select(word => PorterStemmer.Stem(word.Trim().ToLowerInvariant())));
    }

    /// <summary>Stems of predicted phrases, best first: of equal ones the first; none with an unknown word, a comma or a full stop.</summary>
    public static IReadOnlyList<string> OfPredictions(IEnumerable<string> phrases) => [.. Distinct(phrases).Where(IsValid)];

    /// <summary>Stems of the phrases that people gave, each once.</summary>
    public static IReadOnlyList<string> OfTargets(IEnumerable<string> phrases) => [.. Distinct(phrases)];

    // "new_york" and "new york" are one phrase too: the released evaluation joins words by '_' before it looks for equal ones.
    private static IEnumerable<string> Distinct(IEnumerable<string> phrases) => phrases.Select(Stem).DistinctBy(stems => stems.Replace(' ', '_'));

    private static bool IsValid(string stems) => !stems.Split(' ').Any(word => word is "<unk>" or "," or ".");
}
