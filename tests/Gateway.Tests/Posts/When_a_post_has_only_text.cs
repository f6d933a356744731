using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_has_only_text
{
    [Fact]
    public void Should_be_predicted_at_once()
    {
        var steps = SteppedPost.WithText("hello");

        Assert.Equal(PostState.Predicting, steps.Post.State);
        Assert.Empty(steps.Post.Images);
        var command = Assert.IsType<PredictKeyphrases>(Assert.Single(steps.Sent));
        Assert.Equal(("hello", null, null), (command.Text, command.OcrText, command.Grid));
        Assert.Empty(command.Attributes);
    }

    [Fact]
    public void Should_be_tagged_by_the_answer()
    {
        var steps = SteppedPost.WithText();
        steps.Elapsed = TimeSpan.FromSeconds(2);

        steps.Predict();

        Assert.Equal(PostState.Tagged, steps.Post.State);
        Assert.Equal(SteppedPost.Start + steps.Elapsed, steps.Post.FinishedAt);
        Assert.Null(steps.Post.DueAt);
        Assert.Equal("spn family", Assert.Single(steps.Post.Keyphrases!).Phrase);
    }

    [Fact]
    public void Should_keep_the_first_answer()
    {
        var steps = SteppedPost.WithText();
        steps.Predict();

        steps.Post.Predicted(Answers.To(steps.LastPrediction, "other"), steps.Now);
        steps.Post.PredictionRejected(
            new KeyphrasesRejected { CommandId = steps.LastPrediction.CommandId, PostId = steps.Post.Id, Code = "late", Reason = "Late." },
            steps.Now);

        Assert.Equal(PostState.Tagged, steps.Post.State);
        Assert.Equal("spn family", Assert.Single(steps.Post.Keyphrases!).Phrase);
    }

    [Fact]
    public void Should_not_take_the_answer_to_another_command()
    {
        var steps = SteppedPost.WithText();

        steps.Post.Predicted(Answers.To(steps.LastPrediction) with { CommandId = Guid.NewGuid() }, steps.Now);

        Assert.Equal(PostState.Predicting, steps.Post.State);
    }

    [Fact]
    public void Should_fail_with_the_reason_of_the_model()
    {
        var steps = SteppedPost.WithText();

        steps.Post.PredictionRejected(
            new KeyphrasesRejected { CommandId = steps.LastPrediction.CommandId, PostId = steps.Post.Id, Code = "too-long",
                Reason = "Too long." }, steps.Now);

        Assert.Equal(PostState.Failed, steps.Post.State);
        Assert.Equal(("too-long", "Too long."), (steps.Post.Failure!.Code, steps.Post.Failure.Reason));
        Assert.Null(steps.Post.DueAt);
    }

    [Fact]
    public void Should_be_asked_again_under_the_same_command_ever_later_and_failed_in_the_end()
    {
        var steps = SteppedPost.WithText();
        var waits = new List<TimeSpan>();
        while (!steps.Post.IsFinished)
        {
            waits.Add(steps.Post.DueAt!.Value - steps.Now.Now);
            steps.Elapsed = steps.Post.DueAt!.Value - SteppedPost.Start;
            steps.Post.PredictionIsDue(steps.Now);
        }

        Assert.Equal(new[] { 2, 4, 8, 16, 32 }, waits.Select(wait => (int)wait.TotalMinutes));
        Assert.Equal(5, steps.Sent.Count);
        Assert.Single(steps.Sent.Cast<PredictKeyphrases>().Select(command => command.CommandId).Distinct());
        Assert.Equal(PostState.Failed, steps.Post.State);
        Assert.Equal("no-prediction", steps.Post.Failure!.Code);
    }

    [Fact]
    public void Should_take_the_answer_to_an_earlier_try()
    {
        var steps = SteppedPost.WithText();
        var first = steps.LastPrediction;
        steps.Post.PredictionIsDue(steps.Now);

        steps.Post.Predicted(Answers.To(first), steps.Now);

        Assert.Equal(PostState.Tagged, steps.Post.State);
    }
}
