namespace Engram.Evaluation.Keyphrases;

/// <summary>Metrics of one group of keyphrases: all, present or absent.</summary>
/// <param name="Posts">Posts with a target in the group; the metrics are means over them.</param>
/// <param name="Targets">Targets in the group.</param>
/// <param name="Predictions">Predictions in the group, over all posts.</param>
/// <param name="Metrics"><c>f1@k</c>, <c>map@k</c> and <c>ndcg@k</c> for k = 1, 3, 5; 0 to 1.</param>
public sealed record KeyphraseGroupScores(int Posts, int Targets, int Predictions, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Cut-offs k that the paper reports.</summary>
    public static IReadOnlyList<int> Ranks { get; } = [1, 3, 5];

    private static readonly (string Name, Func<IReadOnlyCollection<RankedPrediction>, int, double> At)[] Measures =
        [("f1", RankingScores.F1At), ("map", RankingScores.MeanAveragePrecisionAt), ("ndcg", RankingScores.NdcgAt)];

    internal static KeyphraseGroupScores Of(IReadOnlyCollection<RankedPrediction> posts)
    {
        var scored = posts.Where(post => post.Targets.Count > 0).ToList();
        return new KeyphraseGroupScores(
            scored.Count, scored.Sum(post => post.Targets.Count), posts.Sum(post => post.Predicted.Count),
            Measures.SelectMany(measure => Ranks.Select(k => (Key: $"{measure.Name}@{k}", Value: measure.At(scored, k))))
                .ToDictionary(metric => metric.Key, metric => metric.Value));
    }
}
