using System.IO.Pipelines;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Engram.Streams.Input;

namespace Engram.Streams.Clients;

/// <summary>Options for following a Mastodon server. Not a record, because its ToString must not reveal the token.</summary>
public sealed class MastodonClientOptions
{
    /// <summary>The server to ask, for example <c>https://social.example</c>. Its host prefixes its ids.</summary>
    public required Uri Server { get; init; }

    /// <summary>URL of its streaming API (<c>configuration.urls.streaming</c> of the instance). Default: the server itself.</summary>
    public Uri? StreamingServer { get; init; }

    /// <summary>User token, which servers require since version 4.2. Null sends none.</summary>
    public string? Token { get; init; }

    /// <summary>Name of the stream under <c>/api/v1/streaming/</c>. Default <c>public</c>.</summary>
    public string Stream { get; init; } = "public";

    /// <summary>Timeline under <c>/api/v1/timelines/</c> used to fill gaps; null only reports them. Default <c>public</c>.</summary>
    public string? Timeline { get; init; } = "public";

    /// <summary>Maximum number of pages of 40 statuses fetched to fill a gap; what remains is reported. Default 50.</summary>
    public int MostGapPages { get; init; } = 50;

    /// <summary>Longest wait for a byte. Servers send a comment every 15 s. Default 45 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Events read ahead. Default 1024.</summary>
    public int QueuedEvents { get; init; } = 1024;

    /// <summary>Opens the connections. Default: connects to any address of the host.</summary>
    public ConnectionOpener? Connect { get; init; }

    public ReconnectOptions Reconnect { get; init; } = new();
}

/// <summary>
/// Follows a Mastodon server by server-sent events. They can't be resumed, so missed statuses are fetched from the timeline.
/// </summary>
public sealed class MastodonClient(MastodonClientOptions options, StreamOptions parsing, TimeProvider time) : IStreamClient, IDisposable
{
    private const int PageStatuses = 40;

    private readonly HttpClient _http = LiveHttp.Create(options.Token, DecompressionMethods.None, options.Connect);
    private readonly LineParser _parser = new(parsing with { Form = StreamForm.Mastodon, MastodonServer = options.Server.Host });
    private long _messages;

    /// <param name="cursor">Local id of the newest stored status.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken)
    {
        var last = cursor;
        return new LiveStream(options.Reconnect, options.QueuedEvents, time).ReadAsync(
            async (connected, items, token) =>
            {
                var url = new Uri(options.StreamingServer ?? options.Server, $"/api/v1/streaming/{options.Stream}");
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.Accept.ParseAdd("text/event-stream");
                using var response = await LiveHttp.SendAsync(_http, request, options.StallTimeout, time, token);
                connected();
                async Task WriteAsync(string name, string data)
                {
                    last = Newer(last, await WriteEventAsync(name, data, last, items, token));
                }

                // The stream is open by now: new statuses wait in its buffer, and may also be in the timeline.
                if (last is not null)
                    await FillGapAsync(last, WriteAsync, items, token);
                await using var body = new StallGuard(await response.Content.ReadAsStreamAsync(token), options.StallTimeout, time);
                await foreach (var message in SseParser.Create(body).EnumerateAsync(token))
                    await WriteAsync(message.EventType, message.Data);
            },
            cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Writes the items of an event and returns the id of its status; null when it has none.</summary>
    private async Task<string?> WriteEventAsync(
        string name, string data, string? last, ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        _messages++;
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["event"] = name, ["payload"] = data });
        var line = new RawLine(_messages, 0, payload.Length > parsing.MaxLineBytes ? null : payload, IsEnded: true);
        string? id = null;
        foreach (var item in JsonReader.Read(line, _parser, parsing))
        {
            if (name == "update" && item.Event is PostEvent { Post.SourceId: { } sourceId })
                id = sourceId[(sourceId.LastIndexOf('/') + 1)..];
            await items.WriteAsync(item with { Cursor = Newer(last, id) }, cancellationToken);
        }

        return id;
    }

    /// <summary>Fetches the statuses after a given one, oldest first.</summary>
    private async Task FillGapAsync(
        string after, Func<string, string, Task> write, ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        for (var page = 0; options.Timeline is not null && page < options.MostGapPages; page++)
        {
            var statuses = await PageAsync(after, cancellationToken);
            foreach (var status in statuses)
                await write("update", status.Json);
            if (statuses.Count < PageStatuses)
                return;
            after = statuses[^1].Id;
        }

        var gap = new StreamGap(null, time.GetUtcNow(), $"Statuses after {after} were not asked for.");
        await items.WriteAsync(new StreamItem(_messages, 0, gap, null), cancellationToken);
    }

    private async Task<List<(string Id, string Json)>> PageAsync(string after, CancellationToken cancellationToken)
    {
        var query = $"limit={PageStatuses}&min_id={Uri.EscapeDataString(after)}";
        var url = new Uri(options.Server, $"/api/v1/timelines/{options.Timeline}?{query}");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = await LiveHttp.SendAsync(_http, request, options.StallTimeout, time, cancellationToken);
        await using var body = new StallGuard(await response.Content.ReadAsStreamAsync(cancellationToken), options.StallTimeout, time);
        var statuses = new List<(string Id, string Json)>();
        var page = JsonValues.ReadAsync(PipeReader.Create(body), 0, parsing.MaxLineBytes, cancellationToken);
        await foreach (var status in page)
        {
            if (status.Utf8 is { } utf8 && IdOf(utf8) is { } id)
                statuses.Add((id, Encoding.UTF8.GetString(utf8)));
        }

        return [.. statuses.OrderBy(status => status.Id.Length).ThenBy(status => status.Id, StringComparer.Ordinal)];
    }

    private string? IdOf(byte[] status)
    {
        try
        {
            using var json = JsonPayload.Parse(status, parsing.MaxJsonDepth);
            return Forms.JsonFields.Id(json.RootElement, "id");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Ids are increasing decimal numbers.
    private static string? Newer(string? one, string? other) =>
        one is null || (other is not null && (other.Length, other).CompareTo((one.Length, one)) > 0) ? other : one;
}
