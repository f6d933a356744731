using Engram.Streams.Clients;
using Microsoft.AspNetCore.Http;

namespace Engram.Streams.Tests.Clients;

public sealed class When_mastodon_is_followed
{
    [Fact]
    public async Task Should_read_events_between_comments()
    {
        string[] sent =
        [
            ":)", ":thump", $"event: update\ndata: {Status(5)}", ":thump", "event: filters_changed\ndata: undefined",
            "event: delete\ndata: 3", $"event: update\ndata: {Status(9)}", "",
        ];
        await using var server = await LocalServer.StartAsync((context, _) => LocalServer.SendAsync(context, string.Join("\n\n", sent)));

        var items = await FollowAsync(server, null, "status 9");

        Assert.Equal(["127.0.0.1/5", "127.0.0.1/9"], items.Posts().Select(post => post.SourceId));
        Assert.Equal([new PostDeleted("mastodon", "127.0.0.1/3")], items.Events<PostDeleted>());
        Assert.Equal(["5", "5", "5", "9"], items.Select(item => item.Cursor));
    }

    [Fact]
    public async Task Should_ask_the_timeline_for_what_was_missed()
    {
        var asked = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            asked.Add($"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization}");
            if (context.Request.Path.StartsWithSegments("/api/v1/timelines", StringComparison.Ordinal))
                await LocalServer.SendAsync(context, $"[{Status(11)},{Status(10)},{Status(9)}]");
            else if (number == 1)
                await LocalServer.SendAsync(context, $"event: update\ndata: {Status(8)}\n\n");
            else
                await SendAndWaitAsync(context, $"event: update\ndata: {Status(11)}\n\nevent: update\ndata: {Status(12)}\n\n");
        });

        var items = await FollowAsync(server, null, "status 12");

        Assert.Equal(["status 8", "status 9", "status 10", "status 11", "status 11", "status 12"], items.Posts().Select(post => post.Text));
        Assert.Equal(
            [
                "/api/v1/streaming/public Bearer token", "/api/v1/streaming/public Bearer token",
                "/api/v1/timelines/public?limit=40&min_id=8 Bearer token",
            ],
            asked);
        Assert.Empty(items.Events<StreamGap>());
        Assert.Equal(["8", null, "9", "10", "11", "11", "12"], items.Select(item => item.Cursor));
    }

    [Fact]
    public async Task Should_tell_a_gap_that_is_too_long_to_fill()
    {
        var pages = 0;
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            if (context.Request.Path.StartsWithSegments("/api/v1/timelines", StringComparison.Ordinal))
                await LocalServer.SendAsync(context, Page(40 * pages++));
            else
                await SendAndWaitAsync(context, $"event: update\ndata: {Status(999)}\n\n");
        });

        var items = await FollowAsync(server, "0", "status 999");

        Assert.Equal(2, pages);
        Assert.Equal(81, items.Posts().Count);
        Assert.Contains("after 80", Assert.Single(items.Events<StreamGap>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_give_up_when_it_is_refused()
    {
        await using var server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });

        var refusal = await Assert.ThrowsAsync<StreamRefusedException>(() => FollowAsync(server, null, "none"));

        Assert.DoesNotContain("token", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task SendAndWaitAsync(HttpContext context, string text)
    {
        await LocalServer.SendAsync(context, text);
        await LocalServer.FallSilentAsync(context);
    }

    private static string Page(int after) => $"[{string.Join(',', Enumerable.Range(after + 1, 40).Reverse().Select(Status))}]";

    private static string Status(int id) => $$"""{"id":"{{id}}","uri":"u{{id}}","visibility":"public","content":"<p>status {{id}}</p>"}""";

    private static async Task<List<StreamItem>> FollowAsync(LocalServer server, string? cursor, string lastText)
    {
        var options = new MastodonClientOptions
        {
            Server = server.Address,
            Token = "token",
            MostGapPages = 2,
            StallTimeout = TimeSpan.FromMinutes(2),
            Reconnect = LocalServer.AtOnce,
        };
        using var client = new MastodonClient(options, new StreamOptions(), TimeProvider.System);
        return await LocalServer.FollowAsync(client, cursor, item => LocalServer.HasText(item, lastText));
    }
}
