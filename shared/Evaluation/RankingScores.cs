namespace Engram.Evaluation;

/// <summary>Metrics of ranked predictions, computed as in the evaluation code of Wang et al. 2020. Each is a mean over items, 0 to 1; 0
/// without items.</summary>
public static class RankingScores
{
    /// <summary>Macro F1@k: the harmonic mean of mean precision and mean recall (not the mean of each item's F1).</summary>
    public static double F1At(IReadOnlyCollection<RankedPrediction> items, int k)
    {
        var (precision, recall) = (PrecisionAt(items, k), RecallAt(items, k));
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <summary>Precision@k: hits in the first k, divided by min(k, predictions).</summary>
    public static double PrecisionAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item => PrecisionAt(item, k));

    /// <summary>Recall@k: hits in the first k, divided by the number of targets.</summary>
    public static double RecallAt(IReadOnlyCollection<RankedPrediction> items, int k) =>
        Mean(items, item => item.HitRanks(k).Count() / (double)item.Targets.Count);

    /// <summary>MAP@k: sum of the precision at each hit up to rank k, divided by the number of targets (not by min(k, targets)).</summary>
    public static double MeanAveragePrecisionAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item =>
        item.HitRanks(k).Select((rank, earlier) => (earlier + 1) / (double)rank).Sum() / item.Targets.Count);

    /// <summary>NDCG@k with gains 0 and 1 and discount log2(rank + 1). The ideal list starts with every hit in the prediction's own list,
    /// including those after rank k; targets that the list misses do not count.</summary>
    public static double NdcgAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item =>
    {
        var hits = item.HitRanks(item.Predicted.Count).Count();
        return hits == 0 ? 0 : item.HitRanks(k).Sum(Discount) / Enumerable.Range(1, Math.Min(k, hits)).Sum(Discount);
    });

    /// <summary>Divides by min(k, predictions) so that a short list is not penalized.</summary>
    private static double PrecisionAt(RankedPrediction item, int k)
    {
        var considered = Math.Min(k, item.Predicted.Count);
        return considered == 0 ? 0 : item.HitRanks(k).Count() / (double)considered;
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 1);

    private static double Mean(IReadOnlyCollection<RankedPrediction> items, Func<RankedPrediction, double> score)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 0 ? 0 : items.Average(score);
    }
}
