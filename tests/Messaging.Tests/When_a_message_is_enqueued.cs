using Engram.Contracts.Models;
using Engram.DevServers;
using Engram.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Messaging.Tests;

/// <summary>The outbox and its dispatcher.</summary>
[Collection(SharesQueues.Name)]
public sealed class When_a_message_is_enqueued(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    [Fact]
    public async Task Should_publish_it_once_the_transaction_commits()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var command = SampleService.NewCommand();

        await service.InTransactionAsync(db => { db.Enqueue(command); return Task.CompletedTask; });

        var received = service.Received;
        await Eventually.HoldsAsync(() => received.Messages.Any(m => m.RunId == command.RunId),
            "the message went through the outbox, the inbox and the outbox again");
        await Eventually.HoldsAsync(async () => await service.CountAsync("sample.outbox") == 0, "the outbox is empty");
        Assert.Equal(1, await service.CountAsync("sample.effects"));
    }

    [Fact]
    public async Task Should_not_publish_what_was_rolled_back()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var kept = SampleService.NewCommand();

        await service.InTransactionAsync(db => { db.Enqueue(SampleService.NewCommand()); return Task.CompletedTask; }, commit: false);
        await service.InTransactionAsync(db => { db.Enqueue(kept); return Task.CompletedTask; });

        var received = service.Received;
        await Eventually.HoldsAsync(() => !received.Messages.IsEmpty, "the later message arrived");
        Assert.Equal(kept.RunId, Assert.Single(received.Messages).RunId);
    }

    [Fact]
    public async Task Should_publish_it_also_when_the_clock_was_set_back_since()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);

        await service.InTransactionAsync(async db =>
        {
            db.Enqueue(SampleService.NewCommand());
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlRawAsync("update sample.outbox set due_at = now() + interval '1 hour'");
        });

        await Eventually.HoldsAsync(() => !service.Received.Messages.IsEmpty, "the message arrived");
    }

    [Fact]
    public async Task Should_refuse_what_is_no_contract()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);

        await Assert.ThrowsAsync<ArgumentException>(
            () => service.InTransactionAsync(db => { db.Enqueue("just text"); return Task.CompletedTask; }));
    }

    [Fact]
    public async Task Should_keep_it_until_a_queue_takes_it_and_let_others_pass()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), rabbit.Uri);
        var command = SampleService.NewCommand();

        await service.InTransactionAsync(db =>
        {
            db.Enqueue(new Contracts.Memories.MemorySetDeleted { SetId = Guid.NewGuid() });
            db.Enqueue(command);
            return Task.CompletedTask;
        });

        var received = service.Received;
        await Eventually.HoldsAsync(() => received.Messages.Any(m => m.RunId == command.RunId), "the message that has a consumer arrived");
        await Eventually.HoldsAsync(
            async () => await service.CountAsync("sample.outbox where type like '%MemorySetDeleted'") == 1, "the other waits");
    }

    [Fact]
    public async Task Should_let_go_of_an_announcement_nobody_listens_to()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), rabbit.Uri);

        await service.InTransactionAsync(db =>
        {
            db.Enqueue(
                new ModelTrained { RunId = Guid.NewGuid(), Name = "sample", Version = "1", Promoted = true,
                    Metrics = new Dictionary<string, double>() });
            return Task.CompletedTask;
        });

        await Eventually.HoldsAsync(async () => await service.CountAsync("sample.outbox") == 0, "the outbox is empty");
    }

    [Fact]
    public async Task Should_keep_it_while_the_broker_is_away_and_deliver_it_once_when_it_is_back()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker.Uri);
        await service.UntilBusIsReadyAsync();
        var commands = Enumerable.Range(0, 20).Select(_ => SampleService.NewCommand()).ToArray();

        await broker.CrashAsync(TestContext.Current.CancellationToken);
        foreach (var command in commands)
            await service.InTransactionAsync(db => { db.Enqueue(command); return Task.CompletedTask; });
        Assert.Equal(commands.Length, await service.CountAsync("sample.outbox"));
        await broker.RestartAsync(TestContext.Current.CancellationToken);

        // MassTransit waits up to half a minute between retries.
        await Eventually.HoldsAsync(
            async () => await service.CountAsync("sample.effects") == commands.Length, "every message had its effect", minutes: 4);
        var received = service.Received;
        await Eventually.HoldsAsync(
            () => received.Messages.Select(m => m.RunId).Distinct().Count() == commands.Length, "every effect was announced");
        Assert.Equal(commands.Length, await service.CountAsync("sample.effects"));
    }
}
