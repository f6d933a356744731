using Engram.Text;

namespace Engram.Evaluation.Keyphrases;

/// <summary>Stems and deduplicates phrases for scoring, as the released evaluation of Wang et al. 2020 does. A phrase without words is
/// scored too, as a wrong one.</summary>
public static class StemmedPhrases
{
    /// <summary>Stems of predicted phrases, best first. Drops later duplicates and phrases with an unknown word, a comma or a full
    /// stop.</summary>
    public static IReadOnlyList<string> OfPredictions(IEnumerable<string> phrases) =>
        [.. Distinct(phrases).Where(PhraseStems.IsPrediction)];

    /// <summary>Stems of the target phrases, without duplicates.</summary>
    public static IReadOnlyList<string> OfTargets(IEnumerable<string> phrases) => [.. Distinct(phrases)];

    // "new_york" and "new york" are duplicates too: the released evaluation joins words with '_' before it compares phrases.
    private static IEnumerable<string> Distinct(IEnumerable<string> phrases) =>
        phrases.Select(PhraseStems.Of).DistinctBy(stems => stems.Replace(' ', '_'));
}
