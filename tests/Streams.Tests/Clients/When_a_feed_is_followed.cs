using Engram.Streams.Clients;
using Microsoft.AspNetCore.Http;

namespace Engram.Streams.Tests.Clients;

public sealed class When_a_feed_is_followed
{
    [Fact]
    public async Task Should_yield_each_entry_once_and_ask_only_for_what_changed()
    {
        var conditions = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            conditions.Add($"{context.Request.Headers.IfNoneMatch}{context.Request.Headers.IfModifiedSince}");
            context.Response.Headers.ETag = $"\"{number}\"";
            switch (number)
            {
                case 1:
                    await LocalServer.SendAsync(context, Feed("one"));
                    break;
                case 2:
                    context.Response.StatusCode = StatusCodes.Status304NotModified;
                    break;
                case 3:
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    break;
                default:
                    context.Response.Headers.LastModified = "Sun, 06 Nov 1994 08:49:37 GMT";
                    await LocalServer.SendAsync(context, Feed(number == 4 ? ["one", "two"] : ["one", "two", "three"]));
                    break;
            }
        });
        var options = new FeedClientOptions
        {
            Url = server.Address,
            Interval = TimeSpan.FromMilliseconds(1),
            StallTimeout = TimeSpan.FromMinutes(2),
            Reconnect = LocalServer.AtOnce,
        };
        using var client = new FeedClient(options, new StreamOptions(), TimeProvider.System);

        var items = await LocalServer.FollowAsync(client, null, item => LocalServer.HasText(item, "three"));

        Assert.Equal(["one", "two", "three"], items.Posts().Select(post => post.Text));
        Assert.Equal(["", "\"1\"", "\"1\"", "\"1\"", "\"4\"Sun, 06 Nov 1994 08:49:37 GMT"], conditions[..5]);
        Assert.Equal([new ConnectionLost("The server answers 503.", TimeSpan.FromMilliseconds(2))], items.Events<ConnectionLost>());
    }

    private static string Feed(params string[] titles) => $"<rss><channel>{string.Concat(titles.Select(Item))}</channel></rss>";

    private static string Item(string title) => $"<item><guid>urn:{title}</guid><title>{title}</title></item>";
}
