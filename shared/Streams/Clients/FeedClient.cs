using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Engram.Streams.Clients;

/// <summary>Options for following an RSS or Atom feed.</summary>
public sealed class FeedClientOptions
{
    public required Uri Url { get; init; }

    /// <summary>Time between polls; the server's Retry-After may lengthen it. Default 5 min.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Number of entries remembered so that each is yielded once. Default 10,000.</summary>
    public int RememberedEntries { get; init; } = 10_000;

    /// <summary>Longest wait for a byte. Default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Events read ahead. Default 1024.</summary>
    public int QueuedEvents { get; init; } = 1024;

    /// <summary>Opens the connections. Default: connects to any address of the host.</summary>
    public ConnectionOpener? Connect { get; init; }

    public ReconnectOptions Reconnect { get; init; } = new();
}

/// <summary>Polls an RSS or Atom feed with conditional requests. Yields an entry again only if it was edited.</summary>
public sealed class FeedClient(FeedClientOptions options, StreamOptions parsing, TimeProvider time) : IStreamClient, IDisposable
{
    private readonly HttpClient _http = LiveHttp.Create(token: null, DecompressionMethods.All, options.Connect);
    private readonly RecentKeys _seen = new(options.RememberedEntries);
    private EntityTagHeaderValue? _etag;
    private DateTimeOffset? _lastModified;

    /// <param name="cursor">Ignored: feeds have no cursor.</param>
    /// <param name="cancellationToken">Stops polling.</param>
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

        // Set only after the whole document was read, so that an interrupted poll is repeated in full.
        (_etag, _lastModified) = (response.Headers.ETag, response.Content.Headers.LastModified);
    }
}
