using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Imports that replace facts of the same subject and relation.</summary>
public sealed class When_an_import_replaces(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_take_the_place_of_what_the_set_holds_of_the_same_subject_and_relation()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(
            set, ("Jaws", "starred_actors", "Roy Scheider"), ("Jaws", "starred_actors", "Robert Shaw"), ("Jaws", "release_year", "1976"),
            ("Jaws", "rated", "PG"));

        var replaced = await service.StoreAsync(
            await ReplacingAsync(service, set, ("Jaws", "release_year", "1975"), ("Jaws", "starred_actors", "Robert Shaw")));

        Assert.Equal((2, 4, 2), (replaced.Added, replaced.Removed, replaced.Statistics.Epoch));
        Assert.Equal(
            ["Jaws rated -> PG", "Jaws release_year -> 1975", "Jaws starred_actors -> Robert Shaw"], await FactsAsync(service, set));
    }

    [Fact]
    public async Task Should_keep_what_other_chunks_of_it_say_in_whatever_order_they_come()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var random = new Random(7);
        for (var round = 0; round < 6; round++)
        {
            var set = MemoryService.NewSet();
            await service.StoreAsync(set, [.. Enumerable.Range(0, 6).Select(actor => ("Jaws", "starred_actors", $"actor{actor}"))]);
            var first = await ReplacingAsync(service, set, ("Jaws", "starred_actors", "actor0"));
            List<StoreMemories> chunks = [first];
            for (var chunk = 1; chunk < 5; chunk++)
            {
                var lines = await ReplacingAsync(
                    service, set, ("Jaws", "starred_actors", $"actor{chunk * 3}"), ("Jaws", "rated", $"PG{chunk}"));
                chunks.Add(lines with { ImportId = first.ImportId, Chunk = chunk });
            }

            // The broker may deliver each chunk twice.
            StoreMemories[] deliveries = [.. chunks, .. chunks];
            random.Shuffle(deliveries);
            foreach (var chunk in deliveries)
                await service.StoreAsync(chunk);

            Assert.Equal(
                [
                    "Jaws rated -> PG1", "Jaws rated -> PG2", "Jaws rated -> PG3", "Jaws rated -> PG4", "Jaws starred_actors -> actor0",
                    "Jaws starred_actors -> actor12", "Jaws starred_actors -> actor3",
                    "Jaws starred_actors -> actor6", "Jaws starred_actors -> actor9",
                ],
                await FactsAsync(service, set));
        }
    }

    [Fact]
    public async Task Should_come_to_the_last_that_was_sent_in_whatever_order_changes_come()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var random = new Random(5);
        for (var round = 0; round < 6; round++)
        {
            var set = MemoryService.NewSet();
            List<object> changes = [await service.PutTriplesAsync(set, ("Jaws", "release_year", "1970"), ("Jaws", "rated", "G"))];
            changes.Add(await ReplacingAsync(service, set, ("Jaws", "release_year", "1971")));
            changes.Add(await service.PutWithdrawalAsync(set, MemoryFormat.Triples, MemoryService.Triple("Jaws", "rated", "G")));
            changes.Add(await ReplacingAsync(service, set, ("Jaws", "release_year", "1975")));
            changes.Add(await service.PutTriplesAsync(set, ("Jaws", "release_year", "1976")));
            var order = changes.ToArray();
            random.Shuffle(order);

            foreach (var change in order)
            {
                var before = service.Heard.Of<MemoriesStored>().Count;
                await (change is StoreMemories store ? service.PublishAsync(store) : service.PublishAsync((WithdrawMemories)change));
                await service.Heard.AtLeastAsync<MemoriesStored>(before + 1);
            }

            Assert.Equal(["Jaws release_year -> 1975", "Jaws release_year -> 1976"], await FactsAsync(service, set));
        }
    }

    [Fact]
    public async Task Should_come_to_the_same_when_it_is_imported_again_while_it_is_on_its_way()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var first = await ReplacingAsync(service, set, ("Jaws", "starred_actors", "Roy Scheider"));
        var late = await ReplacingAsync(
            service, set, ("Jaws", "starred_actors", "Robert Shaw")) with { ImportId = first.ImportId, Chunk = 1 };
        var again = await ReplacingAsync(service, set, ("Jaws", "starred_actors", "Roy Scheider"));
        var lateAgain = await ReplacingAsync(
            service, set, ("Jaws", "starred_actors", "Robert Shaw")) with { ImportId = again.ImportId, Chunk = 1 };

        foreach (var chunk in new[] { first, again, lateAgain, late })
            await service.StoreAsync(chunk);

        Assert.Equal(["Jaws starred_actors -> Robert Shaw", "Jaws starred_actors -> Roy Scheider"], await FactsAsync(service, set));
    }

    [Fact]
    public async Task Should_replace_the_document_of_a_title_and_keep_what_others_say_too()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(windowWords: 1);
        await service.StoreAsync(await service.PutChunkAsync(
            set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"it is a film.\nit has a shark."}""",
            """{"title":"Alien","text":"it is a film."}""", """{"text":"it has a crew."}"""));

        var replacing = await service.PutChunkAsync(
            set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"it has a crew.\nit has a boat."}""") with { Replaces = true };
        var replaced = await service.StoreAsync(replacing);

        Assert.Equal((1, 1), (replaced.Added, replaced.Removed));
        Assert.Equal(["it has a boat.", "it has a crew.", "it is a film."], await SentencesAsync(service, set));
    }

    [Fact]
    public async Task Should_keep_a_sentence_until_the_last_document_that_says_it_is_withdrawn()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet(windowWords: 1);
        await service.StoreAsync(await service.PutChunkAsync(
            set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"it is a film.\nit has a shark."}""",
            """{"title":"Alien","text":"it is a film."}"""));

        Assert.Equal(1, (await service.WithdrawAsync(set, MemoryFormat.Documents, """{"title":" Jaws "}""")).Removed);
        Assert.Equal(["it is a film."], await SentencesAsync(service, set));
        Assert.Equal(1, (await service.WithdrawAsync(set, MemoryFormat.Documents, """{"title":"Alien"}""")).Removed);
        Assert.Empty(await SentencesAsync(service, set));
        Assert.Equal(0, await service.CountAsync("memory.shared_memories"));
    }

    private static async Task<StoreMemories> ReplacingAsync(
        MemoryService service, MemorySetDefinition set, params (string, string, string)[] triples) =>
        await service.PutTriplesAsync(set, triples) with { Replaces = true };

    private static async Task<IEnumerable<string>> FactsAsync(MemoryService service, MemorySetDefinition set) =>
        (await service.HeldAsync(set.SetId)).Where(memory => !memory.Contains('!'));

    private static async Task<IEnumerable<string>> SentencesAsync(MemoryService service, MemorySetDefinition set) =>
        (await service.HeldAsync(set.SetId)).Select(memory => memory.Split(" -> ")[1]);
}
