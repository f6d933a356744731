using System.Net;
using System.Net.Http.Json;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Sources;
using Engram.Streams.Clients;
using Engram.Streams.Tests.Clients;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Sources;

public sealed class When_a_source_is_not_allowed(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_say_why()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, ("Gateway:MaxSources", "1"));

        async Task ShouldBeAsync(int status, string problem, object definition, string name = "a")
        {
            var response = await gateway.SendAsync(HttpMethod.Put, $"/v1/sources/{name}", JsonContent.Create(definition));
            await response.ShouldBeProblemAsync(status, problem);
        }

        await ShouldBeAsync(422, "source-not-public", new { form = "jetstream", url = "ws://127.0.0.1:1/subscribe" });
        await ShouldBeAsync(422, "source-not-public", new { form = "rss", url = "http://[::1]/feed" });
        var streamsAreInside = new { form = "mastodon", url = "https://1.1.1.1", streamingUrl = "https://10.0.0.1" };
        await ShouldBeAsync(422, "source-not-public", streamsAreInside);
        await ShouldBeAsync(422, "invalid-source", new { form = "jetstream", url = "https://1.1.1.1/subscribe" });
        await ShouldBeAsync(422, "invalid-source", new { form = "rss", url = "https://user:password@1.1.1.1/feed" });
        await ShouldBeAsync(422, "invalid-source", new { form = "x", url = "https://1.1.1.1/stream" });
        await ShouldBeAsync(422, "invalid-source", new { url = "https://1.1.1.1/feed" });
        await ShouldBeAsync(422, "invalid-source", new { form = "jetstream", url = "wss://1.1.1.1/subscribe", dids = (string[]?)null });
        await ShouldBeAsync(422, "invalid-source", new { form = "mastodon", url = "https://1.1.1.1", stream = (string?)null });
        await ShouldBeAsync(422, "invalid-source", new { form = "rss", url = "https://1.1.1.1/feed", interval = "00:00:00" });
        await ShouldBeAsync(422, "invalid-source", new { form = "x", url = "https://1.1.1.1/stream", backfillMinutes = 9 });
        await ShouldBeAsync(422, "unknown-member", new { form = "rss", url = "https://1.1.1.1/feed", token = "secret" });
        await ShouldBeAsync(422, "invalid-field", new { form = "myspace", url = "https://1.1.1.1/feed" });
        await ShouldBeAsync(422, "invalid-field", new { form = "rss", url = "https://1.1.1.1/feed" }, name: "A");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.sources"));

        var body = JsonContent.Create(new { form = "rss", url = "https://feeds.invalid/feed" });
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync(HttpMethod.Put, "/v1/sources/a", body)).StatusCode);
        await ShouldBeAsync(409, "too-many-sources", new { form = "rss", url = "https://1.1.1.1/feed" }, name: "b");
        await (await gateway.SendAsync(HttpMethod.Delete, "/v1/sources/b")).ShouldBeProblemAsync(404, "unknown-source");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_the_connection_itself()
    {
        var connections = 0;
        await using var server = await LocalServer.StartAsync((_, number) => Task.FromResult(connections = number));
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        // Skips the check of the URL, like a host name that resolves to a private address only when the client connects.
        var definition = new SourceDefinition { Form = SourceForm.Jetstream, Url = server.WebSocketAddress.ToString() };
        using var client = (JetstreamClient)gateway.Of<SourceClients>().Create(Source.Make("a", definition, isOfOptions: false));

        var refusal = await Assert.ThrowsAsync<StreamRefusedException>(() => LocalServer.FollowAsync(client, null, _ => true));

        Assert.Contains("not on a public address", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, connections);
    }
}
