using Engram.Evaluation.Keyphrases;

namespace Engram.Evaluation.Tests.Keyphrases;

/// <summary><see cref="KeyphraseScores"/>.</summary>
public sealed class When_predicted_keyphrases_are_scored
{
    private const double Rounding = 1e-12;

    // 'dogs' and 'red panda' are present in the post, 'zoo day' is absent.
    private static readonly PredictedPost Post = new(
        "two DOG and a red  pandas <user>", ["dogs", "zoo day", "Red Panda", "dog"],
        ["zoo days", "dog", "panda red", "red pandas", "dogs"]);

    [Fact]
    public void Should_tell_present_from_absent_after_stemming()
    {
        var scores = KeyphraseScores.Of([Post]);
        Assert.Equal((3, 4), (scores.All.Targets, scores.All.Predictions));
        Assert.Equal((2, 2), (scores.Present.Targets, scores.Present.Predictions));
        Assert.Equal((1, 2), (scores.Absent.Targets, scores.Absent.Predictions));
    }

    [Fact]
    public void Should_rank_each_group_by_itself()
    {
        var scores = KeyphraseScores.Of([Post]);
        Assert.Equal(1, scores.Present.Metrics["map@3"], Rounding); // hits at ranks 1 and 2 of the present predictions
        Assert.Equal((1 + 1 + 3 / 4.0) / 3, scores.All.Metrics["map@5"], Rounding); // hits at ranks 1, 2 and 4 of all predictions
        Assert.Equal(2 * 0.5 * 1 / (0.5 + 1), scores.Absent.Metrics["f1@3"], Rounding); // a hit at rank 1 of 2
    }

    [Fact]
    public void Should_average_a_group_over_posts_with_a_target_of_it()
    {
        var absentOnly = new PredictedPost("nothing here", ["zoo day"], ["nothing", "zoo day"]);
        var scores = KeyphraseScores.Of([Post, absentOnly]);
        Assert.Equal((2, 1, 2), (scores.All.Posts, scores.Present.Posts, scores.Absent.Posts));
        Assert.Equal(3, scores.Present.Predictions); // includes 'nothing', although its post has no present target
        Assert.Equal(1, scores.Present.Metrics["map@3"], Rounding);
    }

    [Fact]
    public void Should_find_a_phrase_only_where_its_words_stand_in_a_row()
    {
        var scores = KeyphraseScores.Of(
            [new PredictedPost("red the panda", ["red panda", "panda red", "the pandas", "red the panda bear"], [])]);
        Assert.Equal((1, 3), (scores.Present.Targets, scores.Absent.Targets));
    }

    [Fact]
    public void Should_count_posts_without_a_prediction()
    {
        var scores = KeyphraseScores.Of([Post, Post with { Predictions = [""] }]);
        Assert.Equal(2, scores.All.Posts);
        Assert.Equal((1 + 1 + 3 / 4.0) / 3 / 2, scores.All.Metrics["map@5"], Rounding);
    }

    [Fact]
    public void Should_give_every_measure_at_every_rank() =>
        Assert.Equal(
            ["f1@1", "f1@3", "f1@5", "map@1", "map@3", "map@5", "ndcg@1", "ndcg@3", "ndcg@5"], KeyphraseScores.Of([]).Absent.Metrics.Keys);
}
