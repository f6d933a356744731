namespace Engram.Evaluation;

/// <summary>Metrics of ranked answers. Each is a mean over all questions; one whose right answer is not listed (rank 0) counts as
/// missed.</summary>
public static class AnswerRanks
{
    /// <summary>Rank of the best right answer, from 1; on equal scores the lower number ranks first. 0 when there is no right
    /// answer.</summary>
    public static int RankOf(IReadOnlySet<int> right, ReadOnlySpan<float> scores)
    {
        ArgumentNullException.ThrowIfNull(right);
        if (right.Count == 0)
            return 0;
        var best = -1;
        foreach (var answer in right)
        {
            if (best < 0 || scores[answer] > scores[best] || (scores[answer] == scores[best] && answer < best))
                best = answer;
        }

        var rank = 1;
        for (var answer = 0; answer < scores.Length; answer++)
            rank += scores[answer] > scores[best] || (scores[answer] == scores[best] && answer < best) ? 1 : 0;
        return rank;
    }

    /// <summary>Share of the questions with a right answer in the first <paramref name="k"/>.</summary>
    public static double HitsAt(IEnumerable<int> ranks, int k) => ranks.DefaultIfEmpty().Average(rank => rank > 0 && rank <= k ? 1.0 : 0);

    /// <summary>NDCG@k where each question has one right answer: the mean of 1 / log2(1 + rank) over ranks up to
    /// <paramref name="k"/>.</summary>
    public static double GainAt(IEnumerable<int> ranks, int k) => ranks.DefaultIfEmpty().Average(rank => GainOf(rank, k));

    /// <summary>One question's share in <see cref="GainAt"/>.</summary>
    public static double GainOf(int rank, int k) => rank > 0 && rank <= k ? 1 / Math.Log2(1 + rank) : 0;

    /// <summary>Mean of 1 / rank.</summary>
    public static double MeanReciprocal(IEnumerable<int> ranks) => ranks.DefaultIfEmpty().Average(rank => rank > 0 ? 1.0 / rank : 0);
}
