using Engram.Contracts.Memories;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Hosting;
using Engram.Inference.Tests.Hosting;
using Engram.MemoryNetworks.Encoding;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

/// <summary>Models and recalled memories with different hashing or document settings.</summary>
public sealed class When_a_model_was_trained_on_other_memories(PostgresFixture postgres) : ServiceTest(postgres)
{
    private const string Further = "two-steps";

    private static readonly HopLimits TwoSteps = new() { MaxMemories = 300, Steps = 2, MaxFacts = 1000, MaxFactsOnTheWay = 100 };

    [Fact]
    public async Task Should_say_which_memories_it_reads()
    {
        TinyMemoryNetwork.AddPromoted(Models, "1", Further, (MemoryInterface.RecallParameter, TwoSteps));
        var recalled = Recalled(HashingStrategy.Entities);
        await Host.PublishAsync(recalled);

        var rejected = await Host.Heard.FirstAsync<RecallRejected>(rejected => rejected.QuestionId == recalled.QuestionId);
        Assert.Equal(TwoSteps, rejected.HopLimits);
        var loaded = await Host.Heard.FirstAsync<ModelLoaded>(model => model.Name == Further);
        Assert.Equal((TwoSteps, false), (loaded.HopLimits, loaded.AnswersByDefault));

        await Host.PublishAsync(recalled with { HopLimits = TwoSteps });
        Assert.Equal("Spielberg",
            (await Host.Heard.FirstAsync<QuestionAnswered>(answer => answer.QuestionId == recalled.QuestionId)).Answers[0].Text);
    }

    [Fact]
    public async Task Should_reject_what_it_reads_no_more()
    {
        var recalled = Recalled(HashingStrategy.Entities) with { Model = null, HopLimits = TwoSteps };
        await Host.PublishAsync(recalled);

        Assert.Null((await Host.Heard.FirstAsync<RecallRejected>(rejected => rejected.QuestionId == recalled.QuestionId)).HopLimits);
        var loaded = await Host.Heard.FirstAsync<ModelLoaded>(model => model.Name == TinyMemoryNetwork.Name);
        Assert.Equal((null, true), (loaded.HopLimits, loaded.AnswersByDefault));
    }

    [Theory]
    [InlineData(HashingStrategy.Words)]
    [InlineData(HashingStrategy.Scan)]
    public async Task Should_decline_where_the_set_can_not_find_them(HashingStrategy way)
    {
        TinyMemoryNetwork.AddPromoted(Models, "1", Further, (MemoryInterface.RecallParameter, TwoSteps));
        var recalled = Recalled(way);
        await Host.PublishAsync(recalled);

        var declined = await Host.Heard.FirstAsync<QuestionUnanswered>(answer => answer.QuestionId == recalled.QuestionId);
        Assert.Equal(("model-does-not-fit", $"{Further}/1", 7), (declined.Code, declined.Model, declined.Epoch));
        Assert.StartsWith($"Model {Further}/1 was trained to read memories up to 2 steps from the question's entities, and this set, "
            + $"hashed by {way.ToString().ToLowerInvariant()},", declined.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_read_what_any_set_finds_where_it_was_trained_on_one_step()
    {
        TinyMemoryNetwork.AddPromoted(Models, "1", Further, (MemoryInterface.RecallParameter, TwoSteps with { Steps = 1 }));
        var recalled = Recalled(HashingStrategy.Words);
        await Host.PublishAsync(recalled);
        Assert.Equal(
            $"{Further}/1", (await Host.Heard.FirstAsync<QuestionAnswered>(answer => answer.QuestionId == recalled.QuestionId)).Model);
    }

    [Theory]
    [InlineData(DocumentRepresentation.WindowCentre, "window-centre")]
    [InlineData(DocumentRepresentation.WindowTitle, "window-title")]
    public async Task Should_refuse_one_that_writes_a_second_dictionary(DocumentRepresentation representation, string name)
    {
        TinyMemoryNetwork.AddPromoted(
            Models, "1", "documents", (MemoryInterface.DocumentsParameter, new DocumentReading(representation, 7)));
        var recalled = Recalled(HashingStrategy.Words) with { Model = "documents" };
        await Host.PublishAsync(recalled);
        var declined = await Host.Heard.FirstAsync<QuestionUnanswered>(answer => answer.QuestionId == recalled.QuestionId);
        Assert.Equal("unknown-model", declined.Code);
        Assert.StartsWith($"Model 'documents' can't serve: Model documents/1 reads documents by {name}, with the words beside an entity "
            + "in a second dictionary", declined.Reason, StringComparison.Ordinal);

        // The default model keeps serving its old version, and /readyz says why.
        TinyMemoryNetwork.AddPromoted(
            Models, "2", TinyMemoryNetwork.Name, (MemoryInterface.DocumentsParameter, new DocumentReading(representation, 7)));
        await Eventually.HoldsAsync(
            async () => await Host.Http.GetStringAsync(new Uri(HealthPaths.Ready, UriKind.Relative)) is var health
                && health.Contains("Degraded", StringComparison.Ordinal) && health.Contains(name, StringComparison.Ordinal),
            "the refused version shows in /readyz");
        var byDefault = Recalled(HashingStrategy.Words) with { Model = null };
        await Host.PublishAsync(byDefault);
        Assert.Equal("movies-kv-memnn/1",
            (await Host.Heard.FirstAsync<QuestionAnswered>(answer => answer.QuestionId == byDefault.QuestionId)).Model);
    }

    private static MemoriesRecalled Recalled(HashingStrategy way) => new()
    {
        QuestionId = Guid.NewGuid(),
        SetId = Guid.NewGuid(),
        Text = "jaws directed_by",
        MaxAnswers = 3,
        Epoch = 7,
        Model = Further,
        Hashing = way,
        Memories = [new() { MemoryId = 1, Key = "jaws directed_by", Value = "Spielberg" },
            new() { MemoryId = 2, Key = "alien rated", Value = "R" }],
    };
}
