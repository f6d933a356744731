using Engram.Text;

namespace Engram.Evaluation.Keyphrases;

/// <summary>The phrases of a post as they are scored (Wang et al. 2020, released evaluation): by their stems, each once. A phrase of no
/// words is scored too, as a wrong one.</summary>
public static class StemmedPhrases
{
    /// <summary>Stems of predicted phrases, best first: of equal ones the first; none with an unknown word, a comma or a full
    /// stop.</summary>
    public static IReadOnlyList<string> OfPredictions(IEnumerable<string> phrases) =>
        [.. Distinct(phrases).Where(PhraseStems.IsPrediction)];

    /// <summary>Stems of the phrases that people gave, each once.</summary>
    public static IReadOnlyList<string> OfTargets(IEnumerable<string> phrases) => [.. Distinct(phrases)];

    // "new_york" and "new york" are one phrase too: the released evaluation joins words by '_' before it looks for equal ones.
    private static IEnumerable<string> Distinct(IEnumerable<string> phrases) =>
        phrases.Select(PhraseStems.Of).DistinctBy(stems => stems.Replace(' ', '_'));
}
