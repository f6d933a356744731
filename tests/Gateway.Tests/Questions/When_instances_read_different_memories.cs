using Engram.ApiContracts.Questions;
using Engram.Contracts.Questions;
using Engram.Gateway.Questions;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Tests.Questions;

/// <summary>A question whose instances serve different versions of its model, without a database.</summary>
public sealed class When_instances_read_different_memories : IOutbox
{
    private static readonly HopLimits TwoSteps = new() { MaxMemories = 300, Steps = 2, MaxFacts = 1000, MaxFactsOnTheWay = 100 };
    private static readonly HopLimits ThreeSteps = TwoSteps with { Steps = 3 };

    private readonly List<QuestionAsked> _asked = [];
    private readonly Question _question;
    private StepContext _now;

    public When_instances_read_different_memories()
    {
        _now = new StepContext(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), this, new GatewayOptions());
        var incoming = IncomingQuestion.Check(new QuestionRequest { Text = "who?", Memory = "movies", Model = "model" }, _now.Options);
        _question = Question.Ask(incoming, Guid.NewGuid(), TwoSteps, _now);
    }

    [Fact]
    public void Should_not_be_passed_to_and_fro()
    {
        Reject(ThreeSteps);
        Reject(TwoSteps);
        Assert.Equal([TwoSteps, ThreeSteps], _asked.Select(asked => asked.HopLimits));

        _now = _now with { Now = _question.DueAt!.Value };
        _question.IsDue(_now);
        Reject(null);
        Reject(ThreeSteps);
        Assert.Equal([TwoSteps, ThreeSteps, TwoSteps, null], _asked.Select(asked => asked.HopLimits));
    }

    [Fact]
    public void Should_be_asked_as_before_and_given_time_anew()
    {
        _now = _now with { Now = _now.Now + TimeSpan.FromMinutes(1) };

        Reject(ThreeSteps);

        Assert.Equal(_asked[0] with { HopLimits = ThreeSteps }, _asked[1]);
        Assert.Equal((_now.RedriveAt(0), 0), (_question.DueAt, _question.Redrives));
    }

    [Fact]
    public void Should_be_asked_once_for_each_kind_however_often_it_was_rejected()
    {
        Reject(TwoSteps);
        Reject(ThreeSteps);
        Reject(ThreeSteps);

        Assert.Equal([TwoSteps, ThreeSteps], _asked.Select(asked => asked.HopLimits));
    }

    [Fact]
    public void Should_keep_an_answer_that_came_before()
    {
        _question.Decline(new QuestionUnanswered { QuestionId = _question.Id, Code = "low-score", Reason = "No answer is sure." }, _now);

        Reject(ThreeSteps);

        Assert.Single(_asked);
        Assert.Equal((QuestionState.Unanswered, null), (_question.State, _question.DueAt));
    }

    void IOutbox.Enqueue<TMessage>(TMessage message) => _asked.Add((QuestionAsked)(object)message);

    private void Reject(HopLimits? read) => _question.RecallAgain(new RecallRejected { QuestionId = _question.Id, HopLimits = read }, _now);
}
