using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Recall for a question in the memory-index service.</summary>
public sealed class When_a_question_is_asked(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_pass_on_the_question_with_its_memories_and_their_epoch()
    {
        await using var service = await MemoryService.StartAsync(
            await postgres.CreateDatabaseAsync(), ("MemoryIndex:MaxRecalledMemories", "2"));
        var set = MemoryService.NewSet();
        await service.StoreAsync(
            set, ("Jaws", "directed_by", "Steven Spielberg"), ("Jaws", "release_year", "1975"), ("Jaws", "has_genre", "horror"));

        var recalled = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "Jaws, release_year?"));

        Assert.Equal((set.SetId, "Jaws, release_year?", 5, 1), (recalled.SetId, recalled.Text, recalled.MaxAnswers, recalled.Epoch));
        Assert.Equal(["1975", "Steven Spielberg"], recalled.Memories.Select(memory => memory.Value));
        Assert.All(recalled.Memories, memory => Assert.True(memory.MemoryId > 0));
    }

    [Fact]
    public async Task Should_say_which_words_met_nothing()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(frequencyCutoff: 2);
        await service.StoreAsync(set, ("Jaws", "directed_by", "Steven Spielberg"), ("Alien", "directed_by", "Ridley Scott"));

        var unanswered = Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "Titanic directed_by?"));

        Assert.Equal(("nothing-recalled", 1L, null), (unanswered.Code, unanswered.Epoch, unanswered.Model));
        Assert.Equal(
            "No memory has a key with any of these words: titanic, directed_by (too frequent). Words in 2 keys or more are not looked up.",
            unanswered.Reason);
    }

    [Fact]
    public async Task Should_say_when_the_question_holds_no_word()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, ("Jaws", "directed_by", "Steven Spielberg"));

        Assert.Equal("The question holds no word.", Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "?!")).Reason);
    }

    [Fact]
    public async Task Should_not_know_a_set_of_which_nothing_came()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());

        var unanswered = Assert.IsType<QuestionUnanswered>(await service.AskAsync(Guid.NewGuid(), "jaws"));

        Assert.Equal(("unknown-memory-set", null), (unanswered.Code, unanswered.Epoch));
    }

    [Fact]
    public async Task Should_say_where_facts_that_contradict_each_other_come_from()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Entities };
        (string, string, string)[] films = [.. Enumerable.Range(0, 20).Select(i => ($"Film {i}", "directed_by", $"Person {i}"))];
        await service.StoreAsync(
            set, [.. films, ("Film 3", "directed_by", "Somebody Else"), ("Film 3", "actor", "One"), ("Film 3", "actor", "Two"),
                ("Film 4", "actor", "One"), ("Film 4", "actor", "Two")]);

        var recalled = Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "who directed Film 3?"));

        Assert.Equal(["directed_by"], recalled.SingleValued.Where(relation => !relation.StartsWith('!')));
        Assert.All(recalled.Memories.Where(memory => memory is { Subject: "Film 3", Relation: "directed_by" }),
            memory => Assert.NotNull(memory.StoredAt));
        Assert.All(recalled.Memories.Where(memory => memory.Relation == "actor"), memory => Assert.Null(memory.StoredAt));
    }
}
