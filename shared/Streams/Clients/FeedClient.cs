using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Engram.Streams.Clients;

/// <summary>How RSS and Atom feeds are followed.</summary>
public sealed class FeedClientOptions
{
    public required Uri Url { get; init; }

    /// <summary>Between two polls. The server's Retry-After lengthens it. Default 5 min.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Entries that are remembered so as to yield each once. Default 10,000.</summary>
    public int RememberedEntries { get; init; } = 10_000;

    /// <summary>Longest wait for a byte. Default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Events read ahead. Default 1024.</summary>
    public int QueuedEvents { get; init; } = 1024;

    /// <summary>Opens its connections. Default: to whatever address the name has.</summary>
    public ConnectionOpener? Connect { get; init; }

    public ReconnectOptions Reconnect { get; init; } = new();
}

/// <summary>Polls an RSS or Atom feed. It asks only for what changed, and yields an entry again only when it was edited.</summary>
public sealed class FeedClient(FeedClientOptions options, StreamOptions parsing, TimeProvider time) : IStreamClient, IDisposable
{
    private readonly HttpClient _http = LiveHttp.Create(token: null, DecompressionMethods.All, options.Connect);
    private readonly RecentKeys _seen = new(options.RememberedEntries);
    private EntityTagHeaderValue? _etag;
    private DateTimeOffset? _lastModified;

    /// <param name="cursor">Feeds have none; it is not used.</param>
    /// <param name="cancellationToken">Ends the polling.</param>
    public IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken) =>
        new LiveStream(options.Reconnect, options.QueuedEvents, time).ReadAsync(
            async (connected, items, token) =>
            {
                while (true)
                {
                    await PollAsync(items, token);
                    connected();
                    await Task.Delay(options.Interval, time, token);
                }
            },
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task PollAsync(ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Url);
        if (_etag is not null)
            request.Headers.IfNoneMatch.Add(_etag);
        request.Headers.IfModifiedSince = _lastModified;
        using var response = await LiveHttp.SendAsync(_http, request, options.StallTimeout, time, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified)
            return;
        await using var body = new StallGuard(await response.Content.ReadAsStreamAsync(cancellationToken), options.StallTimeout, time);
        await foreach (var item in PostStreamReader.ReadAsync(body, parsing with { Form = StreamForm.Rss }, cancellationToken))
        {
            if (item.Event is not PostEvent { Post: var post } || _seen.Add($"{post.SourceId} {post.Revision}"))
                await items.WriteAsync(item, cancellationToken);
        }

        // Kept once the whole document was read: a poll that broke off is repeated in full.
        (_etag, _lastModified) = (response.Headers.ETag, response.Content.Headers.LastModified);
    }
}
