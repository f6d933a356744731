using Engram.Keyphrases.Tagging;
using Engram.TestKit;

namespace Engram.Keyphrases.Tests;

/// <summary><see cref="ScoreCalibration"/>, <see cref="RegressionTree"/> and <see cref="PhraseStatistics"/>.</summary>
public sealed class When_scores_are_calibrated
{
    [Theory]
    [InlineData(-9, 0.1)]
    [InlineData(0, 0.2)]
    [InlineData(1, 0.3)]
    [InlineData(9, 0.8)]
    public void Should_lie_on_straight_lines_between_the_points(float score, float probability) =>
        Assert.Equal(probability, new ScoreCalibration([-1, 1, 2], [0.1f, 0.3f, 0.8f]).Probability(score), tolerance: 1e-6f);

    [Theory]
    [InlineData(1, -1)]
    [InlineData(3, 2)]
    [InlineData(float.NaN, 2)]
    public void Should_send_what_is_unknown_the_way_the_tree_says(float value, float leaf) => Assert.Equal(leaf, new RegressionTree
    {
        Features = [0, -1, -1],
        Values = [1.5f, -1, 2],
        Children = [1, -1, -1],
        UnknownLeft = [false, false, false],
    }.Score([value]));

    [Fact]
    public void Should_read_the_counts_that_it_wrote()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "statistics.tsv");
        Tiny.Statistics.Save(path);
        var read = PhraseStatistics.Load(path);
        Assert.Equal((100, new PhraseFacts(4, 3)), (read.Posts, read.OfPhrase("rosegarden")));
        Assert.Equal(Tiny.Statistics.OfWord("garden"), read.OfWord("garden"));
        Assert.Equal(WordFacts.Unseen, read.OfWord("gardens"));
    }
}
