using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Engram.Contracts.Memories;
using Engram.DevServers;
using Engram.ServiceTestKit;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Replicas of the memory-index service follow each other's changes.</summary>
public sealed class When_replicas_follow(PostgresFixture postgres)
{
    private static readonly (string, string, string) Jaws = ("Jaws", "directed_by", "Steven Spielberg");
    private static readonly (string, string, string) Alien = ("Alien", "directed_by", "Ridley Scott");

    // Longer than any test, so that updates cannot arrive by polling.
    private static readonly (string, string) NoPolling = ("MemoryIndex:PollInterval", "00:10:00");

    [Fact]
    public async Task Should_load_everything_again_after_a_restart()
    {
        var database = await postgres.CreateDatabaseAsync();
        var set = MemoryService.NewSet();
        MemorySetStatistics before;
        await using (var first = await MemoryService.StartAsync(database))
        {
            await first.StoreAsync(set, Jaws);
            before = (await first.StoreAsync(set, Alien)).Statistics;
        }

        await using var second = await MemoryService.StartAsync(database, NoPolling);

        await Eventually.HoldsAsync(() => second.Sets.IsLoaded, "loaded");
        Assert.True(second.Sets.TryGet(set.SetId, out var index));
        Assert.Equal(before, index!.Statistics);
        Assert.Equal(["Jaws directed_by -> Steven Spielberg"], await second.RecallAsync(set.SetId, "jaws"));
    }

    [Fact]
    public async Task Should_follow_what_another_replica_stores_and_deletes()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        await using var writer = await MemoryService.StartAsync(database, heard, NoPolling);
        await using var follower = await MemoryService.StartAsync(database, heard, NoPolling);
        await Eventually.HoldsAsync(() => follower.Sets.IsLoaded, "loaded");
        var set = MemoryService.NewSet();

        await writer.StoreAsync(set, Jaws);
        await Eventually.HoldsAsync(() => follower.Sets.TryGet(set.SetId, out var index) && index!.Epoch == 1, "the new set was followed");
        await writer.StoreAsync(set, Alien);
        await Eventually.HoldsAsync(() => follower.Sets.TryGet(set.SetId, out var index) && index!.Epoch == 2, "its growth was followed");
        await writer.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        await Eventually.HoldsAsync(() => !follower.Sets.TryGet(set.SetId, out _), "its end was followed");
    }

    [Fact]
    public async Task Should_never_answer_from_less_than_was_announced()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        await using var writer = await MemoryService.StartAsync(database, heard, NoPolling);
        await using var other = await MemoryService.StartAsync(database, heard, NoPolling);
        var set = MemoryService.NewSet();

        for (var film = 0; film < 20; film++)
        {
            await writer.StoreAsync(set, ($"film{film}", "directed_by", $"person{film}"));
            Assert.Single(await other.RecallAsync(set.SetId, $"film{film}"));
        }
    }

    [Fact]
    public async Task Should_store_from_two_replicas_at_once_without_losing_an_epoch()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        await using var first = await MemoryService.StartAsync(database, heard);
        await using var second = await MemoryService.StartAsync(database, heard);
        var set = MemoryService.NewSet(frequencyCutoff: 25);

        foreach (var film in Enumerable.Range(0, 20))
        {
            var service = film % 2 == 0 ? first : second;
            await service.PublishAsync(await service.PutTriplesAsync(set, ($"film{film}", "directed_by", $"person{film % 3}"), Jaws));
        }

        var stored = (await heard.AtLeastAsync<MemoriesStored>(20)).OrderBy(message => message.Statistics.Epoch).ToList();
        Assert.Equal(Enumerable.Range(1, 20).Select(epoch => (long)epoch), stored.Select(message => message.Statistics.Epoch));
        Assert.Equal(42, stored.Last().Statistics.Memories);
        foreach (var service in new[] { first, second })
        {
            await service.RecallAsync(set.SetId, "film1");
            Assert.True(service.Sets.TryGet(set.SetId, out var index));
            Assert.Equal(stored.Last().Statistics, index!.Statistics);
        }
    }

    [Fact]
    public async Task Should_catch_up_after_the_database_was_away()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(TestContext.Current.CancellationToken);
        var heard = new Heard();
        await using var service = await MemoryService.StartAsync(server.ConnectionString, heard, NoPolling);
        await using var follower = await MemoryService.StartAsync(server.ConnectionString, heard, NoPolling);
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Jaws);
        await Eventually.HoldsAsync(() => follower.Sets.TryGet(set.SetId, out _), "followed");
        var late = await service.PutTriplesAsync(set, Alien);

        await server.CrashAsync(TestContext.Current.CancellationToken);
        await service.PublishAsync(late);
        var question = service.AskAsync(set.SetId, "jaws");
        await server.RestartAsync(TestContext.Current.CancellationToken);

        // The first chunk may be announced twice: the crash may come after the broker's confirm and before the outbox records it.
        await heard.FirstAsync<MemoriesStored>(stored => stored.Statistics.Epoch == 2);
        Assert.IsType<Contracts.Questions.MemoriesRecalled>(await question);
        await Eventually.HoldsAsync(
            () => follower.Sets.TryGet(set.SetId, out var index) && index!.Epoch == 2, "the follower listens again and caught up");
    }

    [Fact]
    public async Task Should_be_ready_when_loaded_and_tell_what_it_holds()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        await service.StoreAsync(MemoryService.NewSet(), Jaws, Alien);
        JsonElement data = default;

        await Eventually.HoldsAsync(async () =>
        {
            var response = await service.Http.GetAsync(new Uri("/readyz", UriKind.Relative));
            data = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("memory-index")
                .GetProperty("data");
            return response.StatusCode == HttpStatusCode.OK && data.GetProperty("memories").GetInt64() == 4;
        }, "ready with what was stored");

        Assert.Equal(1, data.GetProperty("sets").GetInt32());
        Assert.Equal(1, data.GetProperty("epochs").GetInt64());
        Assert.InRange(data.GetProperty("bytes").GetInt64(), 100, 1000);
        Assert.InRange(data.GetProperty("lagSeconds").GetDouble(), 0, 60);
    }
}
