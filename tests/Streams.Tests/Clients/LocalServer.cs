using System.Net.WebSockets;
using System.Text;
using Engram.Streams.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engram.Streams.Tests.Clients;

/// <summary>A local server that plays a platform. The test scripts each connection.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _connections;

    private LocalServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    public Uri WebSocketAddress => new UriBuilder(Address) { Scheme = "ws", Path = "/subscribe" }.Uri;

    /// <summary>Reconnects after 1 to 3 ms and treats every connection as healthy.</summary>
    public static ReconnectOptions AtOnce { get; } = new()
    {
        NetworkStep = TimeSpan.FromMilliseconds(1),
        ShortestHttpWait = TimeSpan.FromMilliseconds(2),
        ShortestRateLimitWait = TimeSpan.FromMilliseconds(3),
        HealthyAfter = TimeSpan.Zero,
    };

    /// <param name="connection">Handles each request; the number counts from 1.</param>
    public static async Task<LocalServer> StartAsync(Func<HttpContext, int, Task> connection)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new LocalServer(application);
        application.UseWebSockets();
        application.Run(context => connection(context, Interlocked.Increment(ref server._connections)));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Sends a text message by WebSocket.</summary>
    public static async Task SendAsync(WebSocket socket, string text, int fragments = 1)
    {
        var chunks = Encoding.UTF8.GetBytes(text).Chunk((text.Length / fragments) + 1).ToList();
        for (var at = 0; at < chunks.Count; at++)
            await socket.SendAsync(chunks[at], WebSocketMessageType.Text, endOfMessage: at == chunks.Count - 1, CancellationToken.None);
    }

    /// <summary>Sends nothing more and keeps the connection open until the client closes it.</summary>
    public static async Task FallSilentAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The same by WebSocket. Keeps receiving, because a WebSocket answers pings only while a read is pending.</summary>
    public static async Task FallSilentAsync(WebSocket socket)
    {
        try
        {
            while ((await socket.ReceiveAsync(new byte[1024], CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // The client closed the connection.
        }
    }

    /// <summary>Follows the stream and returns the items up to and including the first that <paramref name="isLast"/> accepts.</summary>
    public static async Task<List<StreamItem>> FollowAsync(IStreamClient client, string? cursor, Func<StreamItem, bool> isLast)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var items = new List<StreamItem>();
        await foreach (var item in client.FollowAsync(cursor, patience.Token))
        {
            items.Add(item);
            if (isLast(item))
                break;
        }

        return items;
    }

    public static bool HasText(StreamItem item, string text) => item.Event is PostEvent { Post: var post } && post.Text == text;

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }
}
