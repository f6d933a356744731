using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Engram.Streams.Tests.Clients;
using Engram.TestKit;
using Microsoft.AspNetCore.Http;

namespace Engram.Gateway.Tests.Sources;

public sealed class When_a_source_is_followed(PostgresFixture postgres)
{
    private const long Start = 1_731_000_000_000_000;
    private const long Second = 1_000_000;
    private const string Cursor = "1731000003000000";

    [Fact(Timeout = 300_000)]
    public async Task Should_do_what_its_events_say_and_count()
    {
        await using var server = await JetstreamAsync(
            Post(1, "a", "first"), Post(2, "b", "second"), Post(2, "b", "second"), Delete(2, "a"), "no json", Identity(3));
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());

        var made = await gateway.FollowAsync("bluesky", server.WebSocketAddress);
        Assert.Equal(("bluesky", "jetstream", "following"), (Text(made, "name"), Text(made, "form"), Text(made, "state")));
        var source = await gateway.UntilAsync(
            "/v1/sources/bluesky", source => Text(source, "cursor") == Cursor && Count(source, "tagged") == 1);

        Assert.Equal(
            [2, 0, 1, 1, 1, 1],
            ((string[])["accepted", "edited", "repeated", "deleted", "refused", "skipped"]).Select(member => Count(source, member)));
        Assert.StartsWith("Event 5: Line 5: It is no JSON", Text(source, "fault"), StringComparison.Ordinal);
        var posts = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts?source=bluesky")).JsonAsync();
        Assert.Equal("second", Text(Assert.Single(posts.GetProperty("posts").EnumerateArray()), "text"));
        var listed = await (await gateway.SendAsync(HttpMethod.Get, "/v1/sources")).JsonAsync();
        Assert.Equal(source.ToString(), Assert.Single(listed.GetProperty("sources").EnumerateArray()).ToString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_follow_servers_of_Mastodon_and_feeds()
    {
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            if (context.Request.Path == "/feed")
            {
                const string entry = "<item><guid>urn:1</guid><title>an entry</title></item>";
                await LocalServer.SendAsync(context, $"<rss><channel>{entry}</channel></rss>");
                return;
            }

            const string status = """{"id":"7","uri":"u7","visibility":"public","content":"<p>a status</p>"}""";
            await LocalServer.SendAsync(context, $":)\n\nevent: update\ndata: {status}\n\nevent: delete\ndata: 3\n\n");
            await LocalServer.FallSilentAsync(context);
        });
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.FollowAsync("toots", server.Address, "mastodon");
        await gateway.FollowAsync("news", new Uri(server.Address, "/feed"), "rss");

        var toots = await gateway.UntilAsync("/v1/sources/toots", source => Count(source, "deleted") == 1);
        Assert.Equal((1, "7"), (Count(toots, "accepted"), Text(toots, "cursor")));
        var news = await gateway.UntilAsync("/v1/sources/news", source => Count(source, "accepted") == 1);
        Assert.Null(Text(news, "cursor"));
        var texts = await gateway.ScalarAsync<string>("select string_agg(text, ', ' order by text) from gateway.posts");
        Assert.Equal("a status, an entry", texts);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_where_it_was_left_until_it_is_forgotten()
    {
        var cursors = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            cursors.Add(context.Request.Query["cursor"].ToString());
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(3, "a", "first"));
            await LocalServer.FallSilentAsync(socket);
        });
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.FollowAsync("bluesky", server.WebSocketAddress);
        await gateway.UntilAsync("/v1/sources/bluesky", source => Text(source, "cursor") == Cursor);

        await gateway.SendAsync(HttpMethod.Delete, "/v1/sources/bluesky");
        var stopped = await (await gateway.SendAsync(HttpMethod.Get, "/v1/sources/bluesky")).JsonAsync();
        Assert.Equal(("stopped", Cursor), (Text(stopped, "state"), Text(stopped, "cursor")));

        await gateway.FollowAsync("bluesky", server.WebSocketAddress);
        await gateway.UntilAsync("/v1/sources/bluesky", source => Count(source, "repeated") == 1);
        Assert.Equal(["", $"{Start - (2 * Second)}"], cursors);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/sources/bluesky?forget=true")).StatusCode);
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/sources/bluesky")).ShouldBeProblemAsync(404, "unknown-source");
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_a_gap_and_a_lost_connection()
    {
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            if (number == 1)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await LocalServer.SendAsync(socket, Post(1, "a", "first"));
                await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "for a while", CancellationToken.None);
            }
            else if (number == 2)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await LocalServer.SendAsync(socket, Post(3600, "b", "second"));
                await LocalServer.FallSilentAsync(socket);
            }
        });
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.FollowAsync("bluesky", server.WebSocketAddress);

        var source = await gateway.UntilAsync("/v1/sources/bluesky", source => Count(source, "accepted") == 2);

        Assert.Equal((1, 1, "following"), (Count(source, "lostConnections"), Count(source, "gapCount"), Text(source, "state")));
        Assert.Contains("for a while", Text(source, "fault"), StringComparison.Ordinal);
        var gap = Assert.Single(source.GetProperty("gaps").EnumerateArray());
        Assert.Equal((At(1), At(3600)), (gap.GetProperty("from").GetDateTimeOffset(), gap.GetProperty("to").GetDateTimeOffset()));
        var (status, description) = await HealthAsync(gateway);
        Assert.Equal("Degraded", status);
        Assert.Equal("Source 'bluesky' has a gap: The server no longer keeps events of the cursor's time.", description);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_rest_when_it_is_refused_until_it_is_asked_for_again()
    {
        var isOpen = false;
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            if (!isOpen)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(3, "a", "first"));
            await LocalServer.FallSilentAsync(socket);
        });
        await using var other = await JetstreamAsync(Post(3, "b", "second"));
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.FollowAsync("closed", server.WebSocketAddress);
        await gateway.FollowAsync("open", other.WebSocketAddress);

        var refused = await gateway.UntilAsync("/v1/sources/closed", source => Text(source, "state") == "refused");
        Assert.Contains("401", Text(refused, "fault"), StringComparison.Ordinal);
        Assert.StartsWith("Source 'closed' is refused", (await HealthAsync(gateway)).Description, StringComparison.Ordinal);
        await gateway.UntilAsync("/v1/sources/open", source => Count(source, "accepted") == 1);

        isOpen = true;
        await gateway.FollowAsync("closed", server.WebSocketAddress);
        await gateway.UntilAsync("/v1/sources/closed", source => Count(source, "accepted") == 1);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_in_another_gateway_when_one_ends()
    {
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(number, $"k{number}", $"post {number}"));
            await LocalServer.FallSilentAsync(socket);
        });
        var database = await postgres.CreateDatabaseAsync();
        var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        await first.FollowAsync("bluesky", server.WebSocketAddress);
        await second.UntilAsync("/v1/sources/bluesky", source => Count(source, "accepted") == 1);

        await first.DisposeAsync();
        var source = await second.UntilAsync("/v1/sources/bluesky", source => Count(source, "accepted") + Count(source, "repeated") == 2);

        Assert.Equal(0, Count(source, "lostConnections"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_begin_with_those_of_the_options_and_send_their_tokens_to_their_host_alone()
    {
        const string Token = "a-token-of-the-test";
        var asked = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            asked.Add($"{context.Request.Headers.Authorization} {context.Request.QueryString}");
            await LocalServer.SendAsync(context, """{"data":{"id":"20","text":"hello"}}""" + "\r\n");
            await LocalServer.FallSilentAsync(context);
        });
        Environment.SetEnvironmentVariable("ENGRAM_TEST_X_TOKEN", Token);
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null,
            ("Sources:0:Name", "tweets"), ("Sources:0:Form", "X"), ("Sources:0:Url", server.Address + "stream"),
            ("SourceTokens:0:Host", server.Address.Authority), ("SourceTokens:0:Variable", "ENGRAM_TEST_X_TOKEN"));

        var source = await gateway.UntilAsync("/v1/sources/tweets", source => Count(source, "accepted") == 1);

        Assert.True(source.GetProperty("ofOptions").GetBoolean());
        Assert.DoesNotContain(Token, source.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"Bearer {Token} ?tweet.fields=", Assert.Single(asked), StringComparison.Ordinal);
        await (await gateway.SendAsync(HttpMethod.Delete, "/v1/sources/tweets")).ShouldBeProblemAsync(409, "source-of-options");
    }

    private static string Post(int second, string key, string text) =>
        Commit(second, "create", key, $$""","cid":"c{{key}}","record":{"text":"{{text}}"}""");

    private static string Delete(int second, string key) => Commit(second, "delete", key, "");

    private static string Commit(int second, string operation, string key, string content) => $$"""
        {"did":"did:plc:madeup","time_us":{{Start + (second * Second)}},"kind":"commit","commit":{
        "operation":"{{operation}}","collection":"app.bsky.feed.post","rkey":"{{key}}"{{content}} } }
        """;

    private static string Identity(int second) =>
        $$"""{"did":"did:plc:madeup","time_us":{{Start + (second * Second)}},"kind":"identity"}""";

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddMicroseconds(Start + (second * Second));

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static int Count(JsonElement source, string member) => source.GetProperty(member).GetInt32();

    private static async Task<(string? Status, string? Description)> HealthAsync(GatewayHost gateway)
    {
        var check = (await (await gateway.SendAsync(HttpMethod.Get, "/readyz")).JsonAsync()).GetProperty("checks").GetProperty("sources");
        return (Text(check, "status"), Text(check, "description"));
    }

    /// <summary>Starts a Jetstream server that sends the same messages on each connection, and then nothing.</summary>
    private static Task<LocalServer> JetstreamAsync(params string[] messages) => LocalServer.StartAsync(async (context, _) =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        foreach (var message in messages)
            await LocalServer.SendAsync(socket, message);
        await LocalServer.FallSilentAsync(socket);
    });

    private static Task<GatewayHost> StartAsync(string database) => GatewayHost.StartAsync(
        database, others => others.Predict = command => [Answers.To(command)], ("Gateway:AllowPrivateSources", "true"));
}
