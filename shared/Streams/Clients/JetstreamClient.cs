using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Engram.Streams.Input;

namespace Engram.Streams.Clients;

/// <summary>Options for following a Jetstream.</summary>
public sealed class JetstreamClientOptions
{
    /// <summary>URL of a server's <c>/subscribe</c> endpoint, version 1.</summary>
    public required Uri Url { get; init; }

    /// <summary>Authors to follow, at most 10,000. Default: all.</summary>
    public IReadOnlyList<string> Dids { get; init; } = [];

    /// <summary>How far before the cursor a connection starts, because the server's shards share no order. Default 5 s.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Reports a gap when the first event is later than the cursor by more than this: a server silently moves a cursor that is too old.
    /// Default 1 min.
    /// </summary>
    public TimeSpan GapTolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of events remembered so that repeats in the overlap are dropped. Default 16,384.</summary>
    public int RememberedEvents { get; init; } = 16_384;

    /// <summary>Time between pings, and longest wait for the reply. Default 15 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for an event. Use a longer one when following few authors. Default 1 min.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Events read ahead. Default 1024.</summary>
    public int QueuedEvents { get; init; } = 1024;

    /// <summary>Opens the connections. Default: connects to any address of the host.</summary>
    public ConnectionOpener? Connect { get; init; }

    public ReconnectOptions Reconnect { get; init; } = new();
}

/// <summary>Follows Bluesky's posts through Jetstream. The cursor is the time the server received an event, in microseconds.</summary>
public sealed class JetstreamClient(JetstreamClientOptions options, StreamOptions parsing, TimeProvider time) : IStreamClient, IDisposable
{
    private const string Posts = "app.bsky.feed.post";
    private const int ReceiveBytes = 64 << 10;

    private readonly HttpMessageInvoker _http = new(LiveHttp.CreateHandler(options.Connect));
    private readonly LineParser _parser = new(parsing with { Form = StreamForm.Jetstream });
    private readonly RecentKeys _seen = new(options.RememberedEvents);
    private long _messages;

    /// <param name="cursor">Microseconds since 1970.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken)
    {
        long? last = cursor is null ? null : long.TryParse(cursor, CultureInfo.InvariantCulture, out var parsed)
            ? parsed : throw new StreamRefusedException($"The cursor is a number of microseconds, not '{cursor}'.");
        return new LiveStream(options.Reconnect, options.QueuedEvents, time).ReadAsync(
            async (connected, items, token) =>
            {
                using var socket = await ConnectAsync(last, token);
                connected();
                var resumedAt = last;
                var isFirst = true;
                await foreach (var message in MessagesAsync(socket, token))
                {
                    foreach (var item in JsonReader.Read(message, _parser, parsing))
                    {
                        var at = long.TryParse(item.Cursor, CultureInfo.InvariantCulture, out var microseconds) ? microseconds : last;
                        if (isFirst && Gap(resumedAt, at) is { } gap)
                            await items.WriteAsync(item with { Event = gap, Error = null, Cursor = null }, token);
                        isFirst = false;
                        // The server treats a cursor in the future as live, so adopt its clock, however different.
                        last = at;
                        if (IsNew(item, isReplayed: at <= resumedAt))
                            await items.WriteAsync(item, token);
                    }
                }
            },
            cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ClientWebSocket> ConnectAsync(long? cursor, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = options.KeepAlive;
        socket.Options.KeepAliveTimeout = options.KeepAlive;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await StallGuard.WithinAsync(
                async token =>
                {
                    await socket.ConnectAsync(Url(cursor), _http, token);
                    return socket;
                },
                options.StallTimeout,
                time,
                cancellationToken);
            return socket;
        }
        catch (WebSocketException e) when (socket.HttpStatusCode != 0)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw Backoff.KindOf(status) == FaultKind.Refused
                ? new StreamRefusedException($"{options.Url} answers {(int)status}.", e)
                : new HttpRequestException($"The server answers {(int)status}.", e, status);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Uri Url(long? cursor)
    {
        var overlap = (long)options.Overlap.TotalMicroseconds;
        IEnumerable<string> query =
        [
            $"wantedCollections={Posts}", $"maxMessageSizeBytes={parsing.MaxLineBytes}",
            .. options.Dids.Select(did => $"wantedDids={Uri.EscapeDataString(did)}"),
            .. cursor is { } at ? [$"cursor={Math.Max(0, at - overlap).ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
        ];
        return new UriBuilder(options.Url) { Query = string.Join('&', query) }.Uri;
    }

    private async IAsyncEnumerable<RawLine> MessagesAsync(
        ClientWebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>();
        var isTooLong = false;
        while (true)
        {
            var memory = message.GetMemory(ReceiveBytes);
            var received = await StallGuard.WithinAsync(
                token => socket.ReceiveAsync(memory, token).AsTask(), options.StallTimeout, time, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException($"The server closed the connection: {socket.CloseStatus} {socket.CloseStatusDescription}");
            message.Advance(received.Count);
            isTooLong |= message.WrittenCount > parsing.MaxLineBytes;
            if (isTooLong)
                message.ResetWrittenCount();
            if (!received.EndOfMessage)
                continue;
            yield return new RawLine(++_messages, 0, isTooLong ? null : message.WrittenSpan.ToArray(), IsEnded: true);
            message.ResetWrittenCount();
            isTooLong = false;
        }
    }

    private StreamGap? Gap(long? resumedAt, long? first) =>
        resumedAt is { } from && first is { } begin && begin - from > (long)options.GapTolerance.TotalMicroseconds
            ? new StreamGap(Time(from), Time(begin), "The server no longer keeps events of the cursor's time.") : null;

    private bool IsNew(StreamItem item, bool isReplayed) => item.Event switch
    {
        PostEvent { Post: var post } => _seen.Add($"{post.SourceId} {post.Revision}") || !isReplayed,
        PostDeleted deleted => _seen.Add($"{deleted.SourceId} deleted {item.Cursor}") || !isReplayed,
        AuthorRemoved removed => _seen.Add($"{removed.AuthorId} removed {item.Cursor}") || !isReplayed,
        _ => true,
    };

    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}
