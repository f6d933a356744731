using System.Net;
using System.Net.Http.Json;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_the_database_crashes(RabbitMqSystem fixture)
{
    private const int Posts = 60;

    [Fact]
    public async Task Should_turn_red_ask_callers_to_come_back_and_go_on_when_it_is_back()
    {
        var system = fixture.System;
        var flow = new Flow(system);
        var sending = flow.SendAsync(SamplePosts.Many(Posts, "database"));
        await Eventually.HoldsAsync(() => flow.Taken > 0, "posts are taken");

        await fixture.Database.CrashAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => !await system.IsReadyAsync(), "the gateway says that it is not ready");
        using var http = new HttpClient { BaseAddress = system.GatewayUrl };
        using var refused = await http.PostAsJsonAsync("v1/posts", new { text = "no database" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        await fixture.Database.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(system.IsReadyAsync, "the gateway is ready again");
        await sending;
        await flow.ShouldBeTaggedOnceEachAsync(Posts, fixture.Broker.Uri);
    }
}
