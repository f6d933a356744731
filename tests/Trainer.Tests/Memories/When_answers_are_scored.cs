using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary><see cref="AnswerScores"/> and the calibration of answer probabilities.</summary>
public sealed class When_answers_are_scored
{
    private static readonly AnswerConfidence Uncalibrated = new(Scale: 1, Offset: 0);

    private static readonly AnsweredQuestion[] Questions =
    [
        Question(0.9f, isRight: true),
        Question(0.8f, isRight: false),
        Question(0.6f, isRight: true),
        Question(0.4f, isRight: false, isAnswerable: false),
        Question(0.2f, isRight: false, isAnswerable: false),
    ];

    [Fact]
    public void Should_count_right_answers_among_the_answerable() => Assert.Equal(2.0 / 3, AnswerScores.HitsAt1(Questions), 1e-9);

    [Fact]
    public void Should_put_the_threshold_between_those_with_and_without_an_answer() =>
        Assert.Equal(0.5f, AnswerScores.ThresholdOf(Questions, Uncalibrated), 1e-6f);

    [Fact]
    public void Should_answer_everything_when_everything_has_an_answer() =>
        Assert.Equal(0, AnswerScores.ThresholdOf(Questions[..3], Uncalibrated));

    [Fact]
    public void Should_count_what_the_threshold_takes_away()
    {
        Assert.Equal(1.0 / 3, AnswerScores.AnsweredRightly(Questions, Uncalibrated, 0.7f), 1e-9);
        Assert.Equal(0.5, AnswerScores.RightlyDeclined(Questions, Uncalibrated, 0.3f), 1e-9);
    }

    [Fact]
    public void Should_share_certainty_among_answers_that_are_nearly_as_probable()
    {
        Assert.Equal(MathF.Log(0.9f / 0.1f), AnswerConfidence.LogitOf([0.3f, 0.31f, 0.29f, 0.05f], AnswerSource.Listed), 1e-4f);
        Assert.Equal(0.31f, Uncalibrated.ScoreOf([0.31f, 0.07f, 0.07f, 0.07f], AnswerSource.Listed), 1e-4f);
        Assert.InRange(Uncalibrated.ScoreOf([], AnswerSource.Listed), 0, 1e-5f);
    }

    [Fact]
    public void Should_leave_to_no_answer_what_recalled_ones_leave_of_1()
    {
        Assert.Equal(0.52f, Uncalibrated.ScoreOf([0.31f, 0.07f, 0.07f, 0.07f], AnswerSource.Recalled), 1e-4f);
        Assert.InRange(Uncalibrated.ScoreOf([], AnswerSource.Recalled), 0, 1e-5f);
    }

    [Fact]
    public void Should_make_frequencies_of_certainties_that_are_too_high()
    {
        // The network is right in 7 of 10 questions at probability 0.95 and in 3 of 10 at 0.6.
        var questions = Enumerable.Range(0, 1000)
            .SelectMany(i => (AnsweredQuestion[])[Question(0.95f, i % 10 < 7), Question(0.6f, i % 10 < 3)]).ToArray();
        Assert.Equal(0.275, AnswerScores.CalibrationError(questions, Uncalibrated), 1e-3);

        var confidence = PlattScaling.Fit(questions);
        Assert.Equal(0.7f, confidence.ScoreOf([0.95f], AnswerSource.Recalled), 5e-3f);
        Assert.Equal(0.3f, confidence.ScoreOf([0.6f], AnswerSource.Recalled), 5e-3f);
        Assert.InRange(AnswerScores.CalibrationError(questions, confidence), 0, 5e-3);
    }

    [Fact]
    public void Should_not_promise_more_than_the_most_certain_answers_keep()
    {
        // The network is right in 9 of 10 questions at probabilities 0.9 and 0.9999, and in 1 of 10 at 0.1.
        var questions = Enumerable.Range(0, 1000).SelectMany(
            i => (AnsweredQuestion[])[Question(0.9f, i % 10 < 9), Question(0.9999f, i % 10 < 9), Question(0.1f, i % 10 < 1)]).ToArray();

        var confidence = PlattScaling.Fit(questions);

        Assert.Equal(0.9f, confidence.ScoreOf([0.9f], AnswerSource.Recalled), 5e-3f);
        Assert.Equal(0.9f, confidence.ScoreOf([0.9999f], AnswerSource.Recalled), 5e-3f);
        Assert.Equal(0.1f, confidence.ScoreOf([0.1f], AnswerSource.Recalled), 5e-3f);
    }

    [Fact]
    public void Should_be_certain_of_none_when_all_are_equally_likely()
    {
        var flat = Enumerable.Repeat(1f / 1000, 1000).ToArray();
        Assert.Equal(0.064f, Uncalibrated.ScoreOf(flat, AnswerSource.Listed), 1e-4f);
    }

    [Fact]
    public void Should_stay_finite_when_every_answer_is_right()
    {
        var confidence = PlattScaling.Fit([.. Enumerable.Repeat(Question(0.99f, isRight: true), 50)]);
        Assert.InRange(confidence.ScoreOf([0.99f], AnswerSource.Recalled), 0.95f, 0.999f);
    }

    [Fact]
    public void Should_weigh_the_bins_of_the_calibration_error_by_their_items() =>
        Assert.Equal((3 * Math.Abs(0.9 - (2.0 / 3))) / 4 + (0.2 / 4),
            Calibration.ExpectedError([(0.9f, true), (0.9f, true), (0.9f, false), (0.2f, false)]), 1e-6);

    private static AnsweredQuestion Question(float certainty, bool isRight, bool isAnswerable = true) =>
        new(MathF.Log(certainty / (1 - certainty)), isRight, isAnswerable);
}
