namespace Engram.Evaluation;

/// <summary>
/// Figures for ranked predictions, as the evaluation code of Wang et al. 2020 computes them. Each is a mean over items, 0 to 1; no items
/// give 0.
/// </summary>
public static class RankingScores
{
    /// <summary>Macro F1@k: the harmonic mean of mean precision and mean recall (not the mean of each item's F1).</summary>
    public static double F1At(IReadOnlyCollection<RankedPrediction> items, int k)
    {
        var (precision, recall) = (PrecisionAt(items, k), RecallAt(items, k));
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <summary>Precision@k: hits among the first k over min(k, predictions).</summary>
    public static double PrecisionAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item => PrecisionAt(item, k));

    /// <summary>Recall@k: hits among the first k over the targets.</summary>
    public static double RecallAt(IReadOnlyCollection<RankedPrediction> items, int k) =>
        Mean(items, item => item.HitRanks(k).Count() / (double)item.Targets.Count);

    /// <summary>MAP@k: precision at each hit's rank up to k, summed, over the number of targets (not min(k, targets)).</summary>
    public static double MeanAveragePrecisionAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item =>
        item.HitRanks(k).Select((rank, earlier) => (earlier + 1) / (double)rank).Sum() / item.Targets.Count);

    /// <summary>
    /// NDCG@k with gains 0 and 1 and log2(rank + 1). The ideal list begins with every hit of the prediction's own list, those after rank k
    /// too; targets that it misses do not count.
    /// </summary>
    public static double NdcgAt(IReadOnlyCollection<RankedPrediction> items, int k) => Mean(items, item =>
    {
        var hits = item.HitRanks(item.Predicted.Count).Count();
        return hits == 0 ? 0 : item.HitRanks(k).Sum(Discount) / Enumerable.Range(1, Math.Min(k, hits)).Sum(Discount);
    });

    /// <summary>Hits over min(k, predictions), so that a short list is not punished.</summary>
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
