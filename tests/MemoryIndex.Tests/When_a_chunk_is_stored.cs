using Engram.Contracts.Memories;
using Engram.TestKit;
using MassTransit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Storing chunks of memories in the memory-index service.</summary>
public sealed class When_a_chunk_is_stored(PostgresFixture postgres)
{
    private static readonly (string, string, string)[] Jaws =
        [("Jaws", "directed_by", "Steven Spielberg"), ("Jaws", "release_year", "1975")];

    [Fact]
    public async Task Should_answer_from_it_from_then_on()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();

        var stored = await service.StoreAsync(set, Jaws);

        Assert.Equal((1, 4, 4), (stored.Statistics.Epoch, stored.Statistics.Memories, stored.Added));
        Assert.Equal(
            ["Jaws directed_by -> Steven Spielberg", "Jaws release_year -> 1975"], await service.RecallAsync(set.SetId, "who made Jaws?"));
        Assert.Equal(["Steven Spielberg !directed_by -> Jaws"], await service.RecallAsync(set.SetId, "what did spielberg make"));
    }

    [Fact]
    public async Task Should_tell_the_size_that_the_index_then_has()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(frequencyCutoff: 3);

        await service.StoreAsync(set, Jaws);
        var stored = await service.StoreAsync(set, ("Alien", "directed_by", "Ridley Scott"), ("Jaws", "has_genre", "horror"));

        // Words: jaws (3 keys, at the cutoff), directed_by (2), !directed_by (2), release_year, 1975, !release_year, steven, spielberg,
        // alien, ridley, scott, has_genre, horror, !has_genre.
        Assert.Equal(new MemorySetStatistics { Epoch = 2, Memories = 8, Words = 14, HashedWords = 13 }, stored.Statistics);
        await Eventually.HoldsAsync(
            () => service.Sets.TryGet(set.SetId, out var index) && index!.Statistics == stored.Statistics, "the index followed");
    }

    [Fact]
    public async Task Should_add_nothing_that_is_there_already()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Jaws);

        var again = await service.StoreAsync(set, [.. Jaws, Jaws[0], ("Jaws", "has_genre", "horror")]);

        Assert.Equal((2, 6, 2), (again.Statistics.Epoch, again.Statistics.Memories, again.Added));
        var nothing = await service.StoreAsync(set, Jaws);
        Assert.Equal((2, 6, 0), (nothing.Statistics.Epoch, nothing.Statistics.Memories, nothing.Added));
        Assert.Equal(6, await service.CountAsync("memory.memories"));
    }

    [Fact]
    public async Task Should_store_a_fact_once_however_its_letters_and_spaces_are_written()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, ("Am\u00E9lie Poulain", "played_by", "Audrey Tautou"));

        var again = await service.StoreAsync(set, ("Ame\u0301lie\u00A0Poulain ", "played_by", "Audrey\t Tautou"));

        Assert.Equal(0, again.Added);
        Assert.Equal(["Am\u00E9lie Poulain played_by -> Audrey Tautou"], await service.RecallAsync(set.SetId, "who played Ame\u0301lie?"));
        var withdrawn = await service.WithdrawAsync(
            set, MemoryFormat.Triples, """{"subject":"Ame\u0301lie Poulain","relation":"played_by"}""");
        Assert.Equal(2, withdrawn.Removed);
    }

    [Fact]
    public async Task Should_take_effect_once_however_often_it_is_delivered()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var chunk = await service.PutTriplesAsync(set, Jaws);
        var messageId = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.PublishAsync(chunk, messageId)));
        await service.Heard.AtLeastAsync<MemoriesStored>(1);
        await service.StoreAsync(set, ("Alien", "directed_by", "Ridley Scott"));

        Assert.Equal(2, service.Heard.Of<MemoriesStored>().Count);
        Assert.Equal(6, await service.CountAsync("memory.memories"));
    }

    [Fact]
    public async Task Should_announce_it_again_when_it_is_sent_again()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var chunk = await service.PutTriplesAsync(set, Jaws);
        await service.StoreAsync(chunk);
        await service.Blobs.DeleteAsync([chunk.ChunkSha256], TestContext.Current.CancellationToken);

        var again = await service.StoreAsync(chunk);

        Assert.Equal((4, 1), (again.Added, again.Statistics.Epoch));
    }

    [Fact]
    public async Task Should_take_the_chunks_of_an_import_in_any_order()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(frequencyCutoff: 30);
        var chunks = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => service.PutChunkAsync(
            set, MemoryFormat.Triples, number,
            [.. Enumerable.Range(0, 5).Select(i => MemoryService.Triple($"film{number} part{i}", "made_in", $"{1970 + number}"))])));

        await Task.WhenAll(chunks.Reverse().Select(chunk => service.PublishAsync(chunk)));
        await service.Heard.AtLeastAsync<MemoriesStored>(12);

        Assert.Equal(Enumerable.Range(1, 12).Select(epoch => (long)epoch),
            service.Heard.Of<MemoriesStored>().Select(stored => stored.Statistics.Epoch).Order());
        var last = service.Heard.Of<MemoriesStored>().MaxBy(stored => stored.Statistics.Epoch)!;
        Assert.Equal(120, last.Statistics.Memories);
        Assert.Equal(5, (await service.RecallAsync(set.SetId, "film7")).Count());
    }

    [Fact]
    public async Task Should_keep_documents_by_sentence_and_by_window()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(windowWords: 3);

        await service.StoreAsync(await service.PutChunkAsync(
            set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"It was directed by Steven Spielberg."}"""));

        Assert.Equal(
            ["Jaws by Steven Spielberg. -> Steven Spielberg", "by Steven Spielberg. -> Jaws",
                "It was directed by Steven Spielberg. -> It was directed by Steven Spielberg."],
            (await service.RecallAsync(set.SetId, "jaws by spielberg")).OrderBy(memory => memory[0] == 'I')
                .ThenBy(memory => memory[0] == 'b'));
    }

    [Fact]
    public async Task Should_refuse_a_chunk_that_is_too_long_or_missing()
    {
        await using var service = await MemoryService.StartAsync(
            await postgres.CreateDatabaseAsync(), ("MemoryIndex:MaxChunkBytes", "1024"));
        var set = MemoryService.NewSet();
        var tooLong = await service.PutTriplesAsync(set, ("Jaws", "has_plot", new string('x', 1024)));

        await service.PublishAsync(tooLong);
        await service.Heard.AtLeastAsync<Fault<StoreMemories>>(1);
        await service.PublishAsync(tooLong with { Chunk = 1, ChunkSha256 = new string('0', 64) });
        var faults = await service.Heard.AtLeastAsync<Fault<StoreMemories>>(2);

        Assert.Matches(
            "^Chunk 0 of import .* is 1[0-9]{3} bytes long; MemoryIndex:MaxChunkBytes allows 1024.$", faults[0].Exceptions[0].Message);
        Assert.Matches("^Chunk 1 of import .* is not in the blob store under 0{64}.$", faults[1].Exceptions[0].Message);
        Assert.Equal(0, await service.CountAsync("memory.sets"));
    }
}
