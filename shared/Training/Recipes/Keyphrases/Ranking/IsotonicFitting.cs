using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Fits a <see cref="ScoreCalibration"/>: the rising function of the score that is nearest to the observed outcomes, by pooling
/// adjacent violators.</summary>
internal static class IsotonicFitting
{
    private const int FewestInPool = 30;

    /// <param name="scored">Log-odds of each candidate, and whether it was kept.</param>
    public static ScoreCalibration Fit(IEnumerable<(float Score, bool IsKept)> scored)
    {
        var pools = new List<(double Scores, double Kept, int Count)>();
        foreach (var chunk in scored.OrderBy(candidate => candidate.Score).Chunk(FewestInPool))
        {
            pools.Add((chunk.Sum(candidate => candidate.Score), chunk.Count(candidate => candidate.IsKept), chunk.Length));
            while (pools is [.., var before, var last] && before.Kept / before.Count >= last.Kept / last.Count)
            {
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (before.Scores + last.Scores, before.Kept + last.Kept, before.Count + last.Count);
            }
        }

        // Adds half a candidate of each kind to every pool, so that a small pool gives no certainty.
        var probabilities = pools.Select(pool => (float)((pool.Kept + 0.5) / (pool.Count + 1))).ToArray();
        for (var pool = 1; pool < probabilities.Length; pool++)
            probabilities[pool] = Math.Max(probabilities[pool], probabilities[pool - 1]);
        return new ScoreCalibration([.. pools.Select(pool => (float)(pool.Scores / pool.Count))], probabilities);
    }
}
