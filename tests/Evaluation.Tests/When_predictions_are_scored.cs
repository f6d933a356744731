namespace Engram.Evaluation.Tests;

/// <summary><see cref="RankingScores"/>.</summary>
public sealed class When_predictions_are_scored
{
    // First item: hits at ranks 1 and 3 of 4, three targets. Second item: a hit at rank 2 of 2, one target.
    private static readonly RankedPrediction[] Items =
    [
        new(["a", "x", "b", "y"], new HashSet<string> { "a", "b", "c" }),
        new(["z", "d"], new HashSet<string> { "d" }),
    ];

    private const double Rounding = 1e-12;

    [Fact]
    public void Should_take_f1_of_the_mean_precision_and_mean_recall()
    {
        // P@1 = (1 + 0)/2, R@1 = (1/3 + 0)/2
        Assert.Equal(2 * 0.5 * (1 / 6.0) / (0.5 + 1 / 6.0), RankingScores.F1At(Items, 1), Rounding);
        // P@3 = (2/3 + 1/2)/2, R@3 = (2/3 + 1)/2
        var (precision, recall) = (7 / 12.0, 5 / 6.0);
        Assert.Equal(2 * precision * recall / (precision + recall), RankingScores.F1At(Items, 3), Rounding);
    }

    [Fact]
    public void Should_divide_average_precision_by_the_number_of_targets() =>
        Assert.Equal(((1 + 2 / 3.0) / 3 + 1 / 2.0) / 2, RankingScores.MeanAveragePrecisionAt(Items, 5), Rounding);

    [Fact]
    public void Should_compare_gain_with_the_same_hits_ranked_first()
    {
        var first = (1 + 1 / Math.Log2(4)) / (1 + 1 / Math.Log2(3));
        var second = 1 / Math.Log2(3);
        Assert.Equal((first + second) / 2, RankingScores.NdcgAt(Items, 5), Rounding);
    }

    [Fact]
    public void Should_take_hits_after_the_cut_into_the_ideal_ranking()
    {
        RankedPrediction[] items = [new(["a", "x", "y", "b"], new HashSet<string> { "a", "b", "c" })];
        Assert.Equal(1 / (1 + 1 / Math.Log2(3)), RankingScores.NdcgAt(items, 3), Rounding);
        Assert.Equal(1, RankingScores.NdcgAt(items, 1), Rounding);
    }

    [Fact]
    public void Should_score_nothing_predicted_as_nothing_right()
    {
        RankedPrediction[] silent = [new([], new HashSet<string> { "a" })];
        Assert.Equal(0, RankingScores.F1At(silent, 3));
        Assert.Equal(0, RankingScores.MeanAveragePrecisionAt(silent, 3));
        Assert.Equal(0, RankingScores.NdcgAt(silent, 3));
        Assert.Equal(0, RankingScores.F1At([], 3));
    }

    [Fact]
    public void Should_give_one_for_a_perfect_ranking()
    {
        RankedPrediction[] perfect = [new(["a", "b"], new HashSet<string> { "a", "b" })];
        Assert.Equal(1, RankingScores.F1At(perfect, 2));
        Assert.Equal(1, RankingScores.MeanAveragePrecisionAt(perfect, 2));
        Assert.Equal(1, RankingScores.NdcgAt(perfect, 2));
    }
}
