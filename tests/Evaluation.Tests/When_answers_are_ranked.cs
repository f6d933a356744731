namespace Engram.Evaluation.Tests;

/// <summary><see cref="AnswerRanks"/>.</summary>
public sealed class When_answers_are_ranked
{
    [Fact]
    public void Should_rank_the_best_right_answer_among_all()
    {
        Assert.Equal(1, AnswerRanks.RankOf(new HashSet<int> { 1, 3 }, [0.1f, 0.2f, 0.1f, 0.6f]));
        Assert.Equal(3, AnswerRanks.RankOf(new HashSet<int> { 2 }, [0.3f, 0.3f, 0.3f, 0.1f]));
        Assert.Equal(0, AnswerRanks.RankOf(new HashSet<int>(), [1f]));
    }

    [Fact]
    public void Should_count_a_question_without_a_right_answer_as_missed()
    {
        Assert.Equal(0.5, AnswerRanks.HitsAt([1, 0, 2, 1], 1));
        Assert.Equal(0.625, AnswerRanks.MeanReciprocal([1, 0, 2, 1]));
        Assert.Equal(0, AnswerRanks.HitsAt([], 10));
    }
}
