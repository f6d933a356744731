using Engram.Contracts.Models;
using Engram.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Messaging.Tests;

/// <summary>The inbox filter.</summary>
public sealed class When_a_message_is_delivered(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_take_effect_once_however_often_it_comes()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var bus = service.Of<IBusControl>();
        var settled = new Settled();
        using var observation = bus.ConnectReceiveObserver(settled);
        var command = SampleService.NewCommand();
        var messageId = Guid.NewGuid();

        for (var delivery = 0; delivery < 5; delivery++)
            await bus.Publish(command, context => context.MessageId = messageId, TestContext.Current.CancellationToken);
        var last = SampleService.NewCommand();
        await bus.Publish(last, TestContext.Current.CancellationToken);

        var received = service.Received;
        await Eventually.HoldsAsync(() => received.Messages.Select(m => m.RunId).Distinct().Count() == 2, "both messages were announced");
        Assert.Equal(2, await service.CountAsync("sample.effects"));
        Assert.Equal(2, received.Messages.Count);
        await Eventually.HoldsAsync(() => settled.Well == 8, "all 6 messages and 2 announcements are settled");
        Assert.Empty(settled.Faults);
    }

    [Fact]
    public async Task Should_be_forgotten_in_time_while_the_service_runs()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        await Eventually.HoldsAsync(async () => await service.CountAsync("sample.inbox") == 0, "the inbox is empty");

        await service.InTransactionAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            insert into sample.inbox (consumer, message_id, handled_at)
            select 'sample', gen_random_uuid(), now() - age from unnest(array[interval '8 days', interval '6 days']) as age
            """));

        await Eventually.HoldsAsync(async () => await service.CountAsync("sample.inbox where handled_at < now() - interval '7 days'") == 0,
            "the older one is forgotten");
        Assert.Equal(1, await service.CountAsync("sample.inbox"));
    }

    [Fact]
    public async Task Should_undo_a_failed_try_whole()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var received = service.Received;
        received.FailNext(2);

        await service.Of<IBus>().Publish<TrainModel>(SampleService.NewCommand(), TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => !received.Messages.IsEmpty, "the third try succeeded");
        Assert.Single(received.Messages);
        Assert.Equal(1, await service.CountAsync("sample.effects"));
    }

    /// <summary>Counts successful deliveries and collects the faults. A delivery without a consumer is a fault.</summary>
    private sealed class Settled : IReceiveObserver
    {
        private int _well;

        public int Well => Volatile.Read(ref _well);

        public System.Collections.Concurrent.ConcurrentQueue<Exception> Faults { get; } = new();

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context)
        {
            Interlocked.Increment(ref _well);
            return Task.CompletedTask;
        }

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception)
        {
            Faults.Enqueue(exception);
            return Task.CompletedTask;
        }
    }
}
