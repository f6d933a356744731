namespace Engram.Evaluation;

/// <summary>Measures how far scores are from observed frequencies.</summary>
public static class Calibration
{
    /// <summary>Expected calibration error (Guo et al. 2017, eq. 3): the gap between mean score and share of right items in each bin of
    /// equal width, weighted by the items in the bin. 0 to 1; 0 without items.</summary>
    /// <param name="items">A score from 0 to 1 for each item, and whether the item is right.</param>
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
