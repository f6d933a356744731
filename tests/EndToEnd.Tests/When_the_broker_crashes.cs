using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_the_broker_crashes(RabbitMqSystem fixture)
{
    private const int Posts = 60;

    [Fact]
    public async Task Should_turn_red_keep_every_post_and_go_on_when_it_is_back()
    {
        var system = fixture.System;
        var flow = new Flow(system);
        var before = flow.SendAsync(SamplePosts.Many(Posts, "broker-before"));
        await Eventually.HoldsAsync(() => flow.Taken > 0, "posts are taken");

        await fixture.Broker.CrashAsync(TestContext.Current.CancellationToken);
        await before;
        await Eventually.HoldsAsync(async () => !await system.IsReadyAsync(), "the gateway says that it is not ready");
        // Posts are still accepted: the outbox keeps their messages.
        await flow.SendAsync(SamplePosts.Many(Posts, "broker-away"));

        await fixture.Broker.RestartAsync(TestContext.Current.CancellationToken);
        // MassTransit waits up to half a minute between retries; a service whose bus stays unready for 3 minutes is restarted.
        await Eventually.HoldsAsync(system.IsReadyAsync, "the gateway is ready again", minutes: 4);
        await flow.ShouldBeTaggedOnceEachAsync(2 * Posts, fixture.Broker.Uri);
    }
}
