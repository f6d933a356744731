using Engram.Trainer.Memories;

namespace Engram.Trainer.Tests.Memories;

public sealed class When_answers_are_scored
{
    private static readonly AnsweredQuestion[] Questions =
    [
        new(0.9f, IsRight: true, IsAnswerable: true),
        new(0.8f, IsRight: false, IsAnswerable: true),
        new(0.6f, IsRight: true, IsAnswerable: true),
        new(0.4f, IsRight: false, IsAnswerable: false),
        new(0.2f, IsRight: false, IsAnswerable: false),
    ];

    [Fact]
    public void Should_count_right_answers_among_the_answerable() => Assert.Equal(2.0 / 3, AnswerScores.HitsAt1(Questions), 1e-9);

    [Fact]
    public void Should_put_the_threshold_between_those_with_and_without_an_answer() => Assert.Equal(0.5f, AnswerScores.Calibrate(Questions), 1e-6f);

    [Fact]
    public void Should_answer_everything_when_everything_has_an_answer() => Assert.Equal(0, AnswerScores.Calibrate(Questions[..3]));

    [Fact]
    public void Should_count_what_the_threshold_takes_away()
    {
        Assert.Equal(1.0 / 3, AnswerScores.AnsweredRightly(Questions, 0.7f), 1e-9);
        Assert.Equal(0.5, AnswerScores.RightlyDeclined(Questions, 0.3f), 1e-9);
    }
}
