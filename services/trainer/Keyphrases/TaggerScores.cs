using Engram.ModelPackage.Keyphrases;
using Engram.Scoring;
using Engram.Scoring.Keyphrases;
using Engram.Text;

namespace Engram.Trainer.Keyphrases;

/// <summary>Figures of a tagger on some posts, as the papers give them: macro F1@k and MAP@5 over Porter-stemmed phrases, each post with all its
/// keyphrases, whether labels or not.</summary>
public sealed record TaggerScores(int Posts, double F1At1, double F1At3, double MapAt5)
{
    /// <summary>Phrases a tagger must rank for its scores.</summary>
    public const int RankedPhrases = 5;

    /// <param name="predictions">Posts with the phrases predicted for them, best first.</param>
    public static TaggerScores Of(IEnumerable<(LabelledPost Post, IReadOnlyList<string> Phrases)> predictions)
    {
        var ranked = predictions
            .Select(item => new RankedPrediction(
                StemmedPhrases.OfPredictions(item.Phrases.Select(InTokens)), StemmedPhrases.OfTargets(item.Post.Keyphrases.Select(InTokens)).ToHashSet()))
            .Where(item => item.Targets.Count > 0)
            .ToList();
        return new TaggerScores(
            ranked.Count, RankingScores.F1At(ranked, 1), RankingScores.F1At(ranked, 3), RankingScores.MeanAveragePrecisionAt(ranked, RankedPhrases));
    }

    /// <summary>Scores of each source by its name.</summary>
    public static IReadOnlyDictionary<string, TaggerScores> BySource(IEnumerable<(LabelledPost Post, IReadOnlyList<string> Phrases)> predictions) =>
        predictions.GroupBy(item => item.Post.Source, StringComparer.Ordinal).ToDictionary(source => source.Key, Of);

    // Keywords of data that no normaliser has seen, so that they are split as the tagger's own words are.
    private static string InTokens(string phrase) => string.Join(' ', Tokenizer.Tokenize(phrase));
}
