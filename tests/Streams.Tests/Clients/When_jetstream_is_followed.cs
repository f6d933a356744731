using Engram.Streams.Clients;
using Microsoft.AspNetCore.Http;

namespace Engram.Streams.Tests.Clients;

public sealed class When_jetstream_is_followed
{
    private const long Start = 1_731_000_000_000_000;
    private const long Second = 1_000_000;

    [Fact]
    public async Task Should_resume_before_its_cursor_and_drop_what_comes_again()
    {
        var queries = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            queries.Add(context.Request.QueryString.ToString());
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            foreach (var at in number == 1 ? new[] { 1, 2 } : [2, 3])
                await LocalServer.SendAsync(socket, Post(at));
            if (number > 1)
                await LocalServer.FallSilentAsync(socket);
        });

        var items = await FollowAsync(server, (Start + Second).ToString(System.Globalization.CultureInfo.InvariantCulture), "post 3");

        Assert.Equal(["post 1", "post 2", "post 3"], items.Posts().Select(post => post.Text));
        Assert.Equal($"{Start + (3 * Second)}", items[^1].Cursor);
        Assert.Single(items.Events<ConnectionLost>());
        Assert.Empty(items.Events<StreamGap>());
        Assert.Contains("wantedCollections=app.bsky.feed.post", queries[0], StringComparison.Ordinal);
        Assert.EndsWith($"cursor={Start + Second - (5 * Second)}", queries[0], StringComparison.Ordinal);
        Assert.EndsWith($"cursor={Start + (2 * Second) - (5 * Second)}", queries[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_begin_with_now_without_a_cursor()
    {
        var query = "";
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            query = context.Request.QueryString.ToString();
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(1));
            await LocalServer.FallSilentAsync(socket);
        });

        Assert.Single(await FollowAsync(server, null, "post 1"));
        Assert.DoesNotContain("cursor", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_tell_the_gap_when_the_server_raised_the_cursor()
    {
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(3600));
            await LocalServer.FallSilentAsync(socket);
        });

        var items = await FollowAsync(server, $"{Start}", "post 3600");

        var gap = Assert.IsType<StreamGap>(items[0].Event);
        Assert.Equal((At(0), At(3600)), (gap.From, gap.To));
        Assert.Null(items[0].Cursor);
    }

    [Fact]
    public async Task Should_take_the_servers_time_after_a_cursor_of_the_future()
    {
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(1));
            await LocalServer.FallSilentAsync(socket);
        });

        var items = await FollowAsync(server, $"{Start + (999_999 * Second)}", "post 1");

        Assert.Equal($"{Start + Second}", Assert.Single(items).Cursor);
    }

    [Fact]
    public async Task Should_join_fragments_and_skip_a_message_that_is_too_long()
    {
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, new string('a', 300_000));
            await LocalServer.SendAsync(socket, Post(1), fragments: 7);
            await LocalServer.FallSilentAsync(socket);
        });

        var items = await FollowAsync(server, null, "post 1", new StreamOptions { MaxLineBytes = 100_000 });

        Assert.Equal(LineErrorKind.TooLong, Assert.Single(items.Errors()).Kind);
        Assert.Equal(2, items[^1].LineNumber);
    }

    [Fact]
    public async Task Should_give_up_when_it_is_refused()
    {
        await using var server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<StreamRefusedException>(() => FollowAsync(server, null, "none"));
        await Assert.ThrowsAsync<StreamRefusedException>(() => FollowAsync(server, "yesterday", "none"));
    }

    [Fact]
    public async Task Should_try_again_when_the_server_is_overloaded()
    {
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            if (number == 1)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(1));
            await LocalServer.FallSilentAsync(socket);
        });

        var items = await FollowAsync(server, null, "post 1");

        Assert.Equal(new ConnectionLost("The server answers 503.", TimeSpan.FromMilliseconds(2)), items[0].Event);
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddMicroseconds(Start + (second * Second));

    private static string Post(int second) => $$$$"""
        {"did":"did:plc:madeup","time_us":{{{{Start + (second * Second)}}}},"kind":"commit","commit":{
        "operation":"create","collection":"app.bsky.feed.post","rkey":"k{{{{second}}}}","cid":"c","record":{"text":"post {{{{second}}}}"}}}
        """;

    private static async Task<List<StreamItem>> FollowAsync(
        LocalServer server, string? cursor, string lastText, StreamOptions? parsing = null)
    {
        var options = new JetstreamClientOptions
        {
            Url = server.WebSocketAddress, StallTimeout = TimeSpan.FromMinutes(2), Reconnect = LocalServer.AtOnce,
        };
        using var client = new JetstreamClient(options, parsing ?? new StreamOptions(), TimeProvider.System);
        return await LocalServer.FollowAsync(client, cursor, item => LocalServer.HasText(item, lastText));
    }
}
