using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.Inference.Tests.Hosting;
using Engram.MemoryNetworks.Encoding;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

/// <summary>The poll interval is one hour, so only the question itself can make the instance load the new version.</summary>
public sealed class When_a_model_is_promoted_between_question_and_answer(PostgresFixture postgres) : ServiceTest(postgres)
{
    private const string Model = "steps";

    private static readonly HopLimits OneStep = new() { MaxMemories = 300, Steps = 1, MaxFacts = 1000, MaxFactsOnTheWay = 100 };
    private static readonly HopLimits TwoSteps = OneStep with { Steps = 2 };

    protected override (string, string)[] Settings => [("Inference:PollInterval", "01:00:00")];

    [Fact]
    public async Task Should_be_answered_by_the_version_that_the_memories_are_for_as_long_as_it_serves()
    {
        TinyMemoryNetwork.AddPromoted(Models, "1", Model, (MemoryInterface.RecallParameter, OneStep));
        Assert.Equal("steps/1", (await HearAsync<QuestionAnswered>(OneStep, answer => answer.QuestionId)).Model);

        TinyMemoryNetwork.AddPromoted(Models, "2", Model, (MemoryInterface.RecallParameter, TwoSteps));
        Assert.Equal("steps/1", (await HearAsync<QuestionAnswered>(OneStep, answer => answer.QuestionId)).Model);
        Assert.Equal("steps/2", (await HearAsync<QuestionAnswered>(TwoSteps, answer => answer.QuestionId)).Model);
        Assert.Equal(TwoSteps, (await HearAsync<RecallRejected>(OneStep, rejected => rejected.QuestionId)).HopLimits);
    }

    private async Task<T> HearAsync<T>(HopLimits limits, Func<T, Guid> questionOf)
        where T : class
    {
        var recalled = new MemoriesRecalled
        {
            QuestionId = Guid.NewGuid(),
            SetId = Guid.NewGuid(),
            Text = "jaws directed_by",
            MaxAnswers = 3,
            Epoch = 7,
            Model = Model,
            Hashing = HashingStrategy.Entities,
            HopLimits = limits,
            Memories = [new() { MemoryId = 1, Key = "jaws directed_by", Value = "Spielberg" }],
        };
        await Host.PublishAsync(recalled);
        return await Host.Heard.FirstAsync<T>(outcome => questionOf(outcome) == recalled.QuestionId);
    }
}
