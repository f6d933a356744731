using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Deleting a memory set.</summary>
public sealed class When_a_set_is_deleted(PostgresFixture postgres)
{
    private static readonly (string, string, string) Jaws = ("Jaws", "directed_by", "Steven Spielberg");

    [Fact]
    public async Task Should_forget_it_and_say_so()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var (set, other) = (MemoryService.NewSet(), MemoryService.NewSet());
        await service.StoreAsync(set, Jaws);
        await service.StoreAsync(other, Jaws);

        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });

        await Eventually.HoldsAsync(
            () => service.Heard.Of<MemorySetDeleted>().Any(deleted => deleted.SetId == set.SetId), "the deletion was announced");
        var unanswered = Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "jaws"));
        Assert.Equal("unknown-memory-set", unanswered.Code);
        Assert.Single(await service.RecallAsync(other.SetId, "jaws"));
        Assert.Equal(2, await service.CountAsync("memory.memories"));
        await Eventually.HoldsAsync(() => service.Sets.Indexes.Count == 1, "its index is gone");
    }

    [Fact]
    public async Task Should_drop_chunks_that_come_later()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Jaws);
        var late = await service.PutTriplesAsync(set, Jaws, ("Alien", "directed_by", "Ridley Scott"));
        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        await service.Heard.AtLeastAsync<MemorySetDeleted>(1);

        await service.PublishAsync(late);

        await service.Heard.AtLeastAsync<MemorySetDeleted>(2);
        Assert.Equal(0, await service.CountAsync("memory.memories"));
        Assert.Single(service.Heard.Of<MemoriesStored>());
        Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "alien"));
    }

    [Fact]
    public async Task Should_hold_even_when_the_deletion_came_before_all_else()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        await service.Heard.AtLeastAsync<MemorySetDeleted>(1);

        await service.PublishAsync(await service.PutTriplesAsync(set, Jaws));

        await service.Heard.AtLeastAsync<MemorySetDeleted>(2);
        Assert.Equal(0, await service.CountAsync("memory.memories"));
    }

    [Fact]
    public async Task Should_leave_nothing_of_an_import_that_was_under_way()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var chunks = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => service.PutChunkAsync(
            set, MemoryFormat.Triples, number,
            [.. Enumerable.Range(0, 50).Select(i => MemoryService.Triple($"film{number} part{i}", "made_in", "1975"))])));

        foreach (var chunk in chunks[..5])
            await service.PublishAsync(chunk);
        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        foreach (var chunk in chunks[5..])
            await service.PublishAsync(chunk);

        // One announcement per chunk, stored or dropped, plus one for the deletion.
        await Eventually.HoldsAsync(
            () => service.Heard.Of<MemoriesStored>().Count + service.Heard.Of<MemorySetDeleted>().Count == chunks.Length
                + 1, "all messages were handled");
        Assert.Equal(0, await service.CountAsync("memory.memories"));
        Assert.Equal(0, await service.CountAsync("memory.imports_done"));
    }
}
