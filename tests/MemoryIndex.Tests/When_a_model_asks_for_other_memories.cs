using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Repeated recall with the hop limits of a model, in the memory-index service.</summary>
public sealed class When_a_model_asks_for_other_memories(PostgresFixture postgres)
{
    private const string Model = "two-steps";

    private static readonly HopLimits TwoSteps = new() { MaxMemories = 300, Steps = 2, MaxFacts = 1000, MaxFactsOnTheWay = 100 };

    private static readonly (string, string, string)[] Films =
        [("Jaws", "directed_by", "Spielberg"), ("Duel", "directed_by", "Spielberg"), ("Alien", "directed_by", "Scott")];

    [Fact]
    public async Task Should_follow_the_entities_of_one_epoch()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Entities };
        await service.StoreAsync(set, Films);

        var alone = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "what else did the director of Jaws direct?"));
        Assert.Equal((HashingStrategy.Entities, null), (alone.Hashing, alone.HopLimits));
        Assert.Equal(["Jaws directed_by"], alone.Memories.Select(memory => memory.Key));

        var reached = Assert.IsType<MemoriesRecalled>(
            await service.AskAsync(set.SetId, "what else did the director of Jaws direct?", TwoSteps, Model));
        Assert.Equal((1, TwoSteps), (reached.Epoch, reached.HopLimits));
        Assert.Equal(["Spielberg", "Duel", "Jaws"], reached.Memories.Select(memory => memory.Value));

        await service.StoreAsync(set, ("Hook", "directed_by", "Spielberg"));
        var newer = Assert.IsType<MemoriesRecalled>(
            await service.AskAsync(set.SetId, "what else did the director of Jaws direct?", TwoSteps, Model));
        Assert.Equal(2, newer.Epoch);
        Assert.Equal(["Spielberg", "Duel", "Hook", "Jaws"], newer.Memories.Select(memory => memory.Value));
    }

    [Fact]
    public async Task Should_leave_it_to_a_set_that_knows_no_entities()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Films);

        var recalled = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "who made jaws?", TwoSteps, Model));
        Assert.Equal((HashingStrategy.Words, null), (recalled.Hashing, recalled.HopLimits));
        Assert.Equal(["Spielberg"], recalled.Memories.Select(memory => memory.Value));
    }

    [Fact]
    public async Task Should_find_facts_first_where_the_question_names_no_model()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync(), ("MemoryIndex:MaxSteps", "2"));
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Entities };
        await service.StoreAsync(set, Films);
        await service.StoreAsync(await service.PutChunkAsync(
            set, MemoryFormat.Posts, 0, """{"id": "1", "text": "a dog in the rain", "keyphrases": ["dog"]}"""));

        var facts = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "who directed Jaws?", TwoSteps));
        Assert.Null(facts.HopLimits);
        Assert.Equal(["Jaws"], facts.Mentions.SelectMany(mention => mention.Entities));
        var tooFar = await service.AskAsync(set.SetId, "who directed Jaws?", TwoSteps with { Steps = 3 });
        Assert.Equal(facts.Memories, Assert.IsType<MemoriesRecalled>(tooFar).Memories);

        var reached = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "which dog?", TwoSteps));
        Assert.Equal((TwoSteps, "dog"), (reached.HopLimits, Assert.Single(reached.Memories).Value));
    }

    [Theory]
    [InlineData("MaxSteps", "1", "The model reads memories up to 2 steps from the question's entities, and MemoryIndex:MaxSteps allows 1.")]
    [InlineData("MaxReachedMemories", "999", "The model reads up to 1000 memories of a question or of one entity, and "
        + "MemoryIndex:MaxReachedMemories allows 999.")]
    public async Task Should_say_which_limit_it_asks_to_pass(string option, string value, string reason)
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync(), ($"MemoryIndex:{option}", value));
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Entities };
        await service.StoreAsync(set, Films);

        var unanswered = Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "jaws", TwoSteps, Model));
        Assert.Equal(("model-does-not-fit", reason), (unanswered.Code, unanswered.Reason));
    }
}
