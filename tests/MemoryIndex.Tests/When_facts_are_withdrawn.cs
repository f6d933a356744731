using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.ServiceTestKit;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Withdrawing facts from a memory set.</summary>
public sealed class When_facts_are_withdrawn(PostgresFixture postgres)
{
    private static readonly (string, string, string)[] Alien =
        [("Alien", "directed_by", "Ridley Scott"), (
            "Alien", "starred_actors", "Tom Skerritt"), ("Alien", "starred_actors", "Veronica Cartwright")];

    [Fact]
    public async Task Should_answer_from_one_no_more_and_from_the_others_as_before()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Alien);

        var withdrawn = await service.WithdrawAsync(
            set, MemoryFormat.Triples, MemoryService.Triple("Alien", "starred_actors", "Tom  Skerritt"));

        Assert.Equal((0, 2, 2, 4), (withdrawn.Added, withdrawn.Removed, withdrawn.Statistics.Epoch, withdrawn.Statistics.Memories));
        Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "skerritt"));
        Assert.Equal(
            [
                "Alien directed_by -> Ridley Scott", "Alien starred_actors -> Veronica Cartwright",
                "Ridley Scott !directed_by -> Alien", "Veronica Cartwright !starred_actors -> Alien",
            ],
            await service.HeldAsync(set.SetId));
    }

    [Fact]
    public async Task Should_withdraw_all_of_a_subject_and_relation()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, [.. Alien, ("Alien 2", "starred_actors", "Tom Skerritt")]);

        var withdrawn = await service.WithdrawAsync(set, MemoryFormat.Triples, """{"subject":"Alien","relation":"starred_actors"}""");

        Assert.Equal(4, withdrawn.Removed);
        Assert.Equal(
            [
                "Alien 2 starred_actors -> Tom Skerritt", "Alien directed_by -> Ridley Scott",
                "Ridley Scott !directed_by -> Alien", "Tom Skerritt !starred_actors -> Alien 2",
            ],
            await service.HeldAsync(set.SetId));
    }

    [Fact]
    public async Task Should_change_nothing_where_the_set_holds_no_such_fact()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Alien);

        var withdrawn = await service.WithdrawAsync(
            set, MemoryFormat.Triples, MemoryService.Triple("Alien", "directed_by", "Tom Skerritt"));

        Assert.Equal((0, 1, 6), (withdrawn.Removed, withdrawn.Statistics.Epoch, withdrawn.Statistics.Memories));
    }

    [Fact]
    public async Task Should_take_effect_once_however_often_it_is_delivered()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Alien);
        var withdrawal = await service.PutWithdrawalAsync(
            set, MemoryFormat.Triples, MemoryService.Triple(Alien[0].Item1, Alien[0].Item2, Alien[0].Item3));
        await service.PublishAsync(withdrawal);
        await service.Heard.AtLeastAsync<MemoriesStored>(2);
        await service.StoreAsync(set, Alien[0]);

        await service.PublishAsync(withdrawal);

        var again = (await service.Heard.AtLeastAsync<MemoriesStored>(4))[^1];
        Assert.Equal((withdrawal.ImportId, 2, 3, 6), (again.ImportId, again.Removed, again.Statistics.Epoch, again.Statistics.Memories));
    }

    [Fact]
    public async Task Should_stay_withdrawn_when_an_earlier_import_arrives_late()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var late = await service.PutTriplesAsync(set, Alien);
        await service.WithdrawAsync(set, MemoryFormat.Triples, """{"subject":"Alien","relation":"starred_actors"}""", MemoryService.Triple(
            "Alien", "directed_by", "Ridley Scott"));

        var stored = await service.StoreAsync(late);

        Assert.Equal((0, 0), (stored.Added, stored.Statistics.Memories));
        Assert.Equal(6, (await service.StoreAsync(set, Alien)).Added);
    }

    [Fact]
    public async Task Should_be_followed_by_other_replicas()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        (string, string) noPolling = ("MemoryIndex:PollInterval", "00:10:00");
        await using var writer = await MemoryService.StartAsync(database, heard, noPolling);
        await using var follower = await MemoryService.StartAsync(database, heard, noPolling);
        var set = MemoryService.NewSet();
        await writer.StoreAsync(set, Alien);

        var withdrawn = await writer.WithdrawAsync(set, MemoryFormat.Triples, """{"subject":"Alien","relation":"starred_actors"}""");

        foreach (var replica in new[] { writer, follower })
            await Eventually.HoldsAsync(() => replica.Sets.TryGet(
                set.SetId, out var index) && index!.Statistics == withdrawn.Statistics, "the facts left the index");
    }

    [Fact]
    public async Task Should_be_forgotten_with_its_set()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Alien);
        await service.WithdrawAsync(set, MemoryFormat.Triples, """{"subject":"Alien","relation":"starred_actors"}""");

        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        await service.Heard.AtLeastAsync<MemorySetDeleted>(1);

        Assert.Equal(0, await service.CountAsync("memory.withdrawals"));
        Assert.Equal(0, await service.CountAsync("memory.left_memories"));
    }
}
