namespace Engram.Evaluation;

/// <summary>How far scores are from frequencies.</summary>
public static class Calibration
{
    /// <summary>Expected calibration error (Guo et al. 2017, eq. 3): over bins of equal width, the difference between the mean score and
    /// the share that is right, weighted by the bin's items. 0 to 1; no items give 0.</summary>
    /// <param name="items">A score from 0 to 1, and whether what it scores is right.</param>
    /// <param name="bins">Number of bins.</param>
    public static double ExpectedError(IReadOnlyCollection<(float Score, bool IsRight)> items, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        return items
            .GroupBy(item => Math.Clamp((int)(item.Score * bins), 0, bins - 1))
            .Sum(bin => Math.Abs(bin.Sum(item => item.Score) - bin.Count(item => item.IsRight))) / Math.Max(1, items.Count);
    }
}
