using Engram.Contracts.Models;
using Engram.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Delivery.Tests;

public sealed class When_a_message_is_delivered(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_take_effect_once_however_often_it_comes()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var bus = service.App.Services.GetRequiredService<IBus>();
        var command = SampleService.NewCommand();
        var messageId = Guid.NewGuid();

        for (var delivery = 0; delivery < 5; delivery++)
            await bus.Publish(command, context => context.MessageId = messageId, TestContext.Current.CancellationToken);
        var last = SampleService.NewCommand();
        await bus.Publish(last, TestContext.Current.CancellationToken);

        var received = service.App.Services.GetRequiredService<Received>();
        await Eventually.HoldsAsync(() => received.Messages.Select(m => m.RunId).Distinct().Count() == 2, "both messages were announced");
        Assert.Equal(2, await service.CountAsync("sample.effects"));
        Assert.Equal(2, received.Messages.Count);
    }

    [Fact]
    public async Task Should_undo_a_failed_try_whole()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var received = service.App.Services.GetRequiredService<Received>();
        received.FailNext(2);

        await service.App.Services.GetRequiredService<IBus>().Publish<TrainModel>(SampleService.NewCommand(), TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => !received.Messages.IsEmpty, "the third try succeeded");
        Assert.Single(received.Messages);
        Assert.Equal(1, await service.CountAsync("sample.effects"));
    }
}
