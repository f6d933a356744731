using Engram.Evaluation;
using Engram.Training.Recipes.Sequences;

namespace Engram.Lab.Sequences;

/// <summary>One recommender's ranks of the held-out items.</summary>
/// <param name="Name">The recommender.</param>
/// <param name="Ranks">For each training the ranks of all cases, in the same order.</param>
internal sealed record ComparedModel(string Name, IReadOnlyList<IReadOnlyList<CaseRank>> Ranks)
{
    private const int Cut = SequenceRanking.Cut;

    public static IReadOnlyList<(string Name, Func<CaseRank, double> Value)> Metrics { get; } =
    [
        ("hit@10", rank => rank.Full <= Cut ? 1 : 0),
        ("ndcg@10", rank => AnswerRanks.GainOf(rank.Full, Cut)),
        ("mrr@10", rank => rank.Full <= Cut ? 1.0 / rank.Full : 0),
        ("sampled.hit@10", rank => rank.Sampled <= Cut ? 1 : 0),
        ("sampled.ndcg@10", rank => AnswerRanks.GainOf(rank.Sampled, Cut)),
    ];

    /// <summary>Mean of a metric over trainings and cases. Cases are the sample: the error is that of their means over
    /// trainings.</summary>
    public Estimate Of(Func<CaseRank, double> metric, Func<CaseRank, bool>? which = null) =>
        Estimate.Of(MeansOf(metric, which));

    /// <summary>Mean difference of a metric to another recommender, case by case.</summary>
    public Estimate Over(ComparedModel other, Func<CaseRank, double> metric) =>
        Estimate.Of([.. MeansOf(metric, null).Zip(other.MeansOf(metric, null), (own, others) => own - others)]);

    private double[] MeansOf(Func<CaseRank, double> metric, Func<CaseRank, bool>? which) =>
        [.. Enumerable.Range(0, Ranks[0].Count).Where(place => which is null || which(Ranks[0][place]))
            .Select(place => Ranks.Average(ofTraining => metric(ofTraining[place])))];
}

/// <summary>A mean with its standard error.</summary>
internal readonly record struct Estimate(double Mean, double StandardError, int Cases)
{
    public static Estimate Of(double[] values)
    {
        if (values.Length < 2)
            return new Estimate(values.DefaultIfEmpty().Average(), 0, values.Length);
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return new Estimate(mean, Math.Sqrt(variance / values.Length), values.Length);
    }
}
