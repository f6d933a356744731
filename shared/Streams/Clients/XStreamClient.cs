using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Engram.Streams.Input;

namespace Engram.Streams.Clients;

/// <summary>Options for following X's stream. Not a record, because its ToString must not reveal the token.</summary>
public sealed class XStreamOptions
{
    /// <summary>Query that requests the fields we read: pictures, authors and languages are sent only on request.</summary>
    public const string Fields =
        "tweet.fields=created_at,lang,entities,possibly_sensitive,referenced_tweets,note_tweet,edit_history_tweet_ids"
        + "&expansions=author_id,attachments.media_keys,referenced_tweets.id"
        + "&media.fields=url,preview_image_url,alt_text,type&user.fields=username,protected";

    /// <summary>URL of a stream of API v2, with a query like <see cref="Fields"/>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Bearer token.</summary>
    public required string Token { get; init; }

    /// <summary>Minutes of posts, 1 to 5, that X resends after a reconnect if the plan includes it. Default: none.</summary>
    public int? BackfillMinutes { get; init; }

    /// <summary>Longest wait for a byte. X sends a newline every 20 s. Default 25 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Events read ahead. Default 1024.</summary>
    public int QueuedEvents { get; init; } = 1024;

    /// <summary>Opens the connections. Default: connects to any address of the host.</summary>
    public ConnectionOpener? Connect { get; init; }

    public ReconnectOptions Reconnect { get; init; } = new();
}

/// <summary>Follows a stream of X API v2: one JSON object per line, with newlines as keep-alive.</summary>
public sealed class XStreamClient(XStreamOptions options, StreamOptions parsing, TimeProvider time) : IStreamClient, IDisposable
{
    private readonly HttpClient _http = LiveHttp.Create(options.Token, DecompressionMethods.None, options.Connect);
    private readonly LineParser _parser = new(parsing with { Form = StreamForm.XV2 });
    private long _lines;

    /// <param name="cursor">Ignored: X has no cursor.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset? connectedUntil = null;
        return new LiveStream(options.Reconnect, options.QueuedEvents, time).ReadAsync(
            async (connected, items, token) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, connectedUntil is null ? options.Url : BackfillUrl());
                using var response = await LiveHttp.SendAsync(_http, request, options.StallTimeout, time, token);
                connected();
                if (connectedUntil is { } lost && Gap(lost) is { } gap)
                    await items.WriteAsync(new StreamItem(_lines, 0, gap, null), token);
                try
                {
                    await CopyAsync(await response.Content.ReadAsStreamAsync(token), items, token);
                }
                finally
                {
                    connectedUntil = time.GetUtcNow();
                }
            },
            cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task CopyAsync(Stream body, ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        await using var guarded = new StallGuard(body, options.StallTimeout, time);
        await foreach (var line in Lines.ReadAsync(PipeReader.Create(guarded), 0, parsing.MaxLineBytes, cancellationToken))
        {
            if (line.IsBlank)
                continue;
            _lines++;
            foreach (var item in JsonReader.Read(line with { Number = _lines }, _parser, parsing))
                await items.WriteAsync(item, cancellationToken);
        }
    }

    private StreamGap? Gap(DateTimeOffset lost)
    {
        var now = time.GetUtcNow();
        return now - lost > TimeSpan.FromMinutes(options.BackfillMinutes ?? 0)
            ? new StreamGap(lost, now, "X does not send again what came while disconnected.") : null;
    }

    private Uri BackfillUrl() => options.BackfillMinutes is { } minutes
        ? new Uri($"{options.Url}{(options.Url.Query.Length > 0 ? '&' : '?')}backfill_minutes={minutes}") : options.Url;
}
