using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Microsoft.AspNetCore.Http;

namespace Engram.Client;

public sealed partial class GatewayClient
{
    private const string Reset = "reset";
    private const string PostDeleted = "post.deleted";

    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    /// <summary>Yields results and deletions of posts as they happen. After a break it goes on where it was, without a gap and without a
    /// repeated event.</summary>
    /// <param name="filters">Query parameters of <c>GET /v1/posts/events</c>; those without a value are omitted.</param>
    /// <param name="tell">Called with the reason for each break, and when events were missed because the break was too long.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="GatewayException">The gateway rejects the request.</exception>
    public async IAsyncEnumerable<WatchedPost> WatchPostsAsync(
        IEnumerable<KeyValuePair<string, string?>> filters, Action<string> tell,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tell);
        var path = "v1/posts/events" + QueryString.Create(filters.Where(filter => filter.Value is not null));
        for (string? last = null; ; await Task.Delay(ReconnectAfter, cancellationToken))
        {
            using var stream = await TryOpenEventsAsync(path, last, tell, cancellationToken);
            if (stream is null)
                continue;
            var parser = SseParser.Create(stream);
            await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await TryNextAsync(events, tell))
            {
                if (events.Current.EventType == Reset)
                    tell("Events were missed: the gateway no longer keeps those since the break. GET /v1/posts has all posts.");
                else
                    yield return WatchedPostOf(events.Current);
            }

            // Heartbeats carry ids too.
            last = parser.LastEventId is { Length: > 0 } id ? id : last;
        }
    }

    private async Task<Stream?> TryOpenEventsAsync(
        string path, string? last, Action<string> tell, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        try
        {
            var response = await ReachAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await ThrowIfRefusedAsync(response, cancellationToken);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (GatewayUnavailableException e)
        {
            tell(e.Message);
            return null;
        }
    }

    private static async Task<bool> TryNextAsync(IAsyncEnumerator<SseItem<string>> events, Action<string> tell)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            tell($"The connection broke ({e.Message}); it is opened again.");
            return false;
        }
    }

    private static WatchedPost WatchedPostOf(SseItem<string> item)
    {
        var happened = new WatchedPost(item.EventId!, item.EventType);
        return item.EventType == PostDeleted
            ? happened with { Deleted = JsonSerializer.Deserialize<DeletedResource>(item.Data, ClientJson.Options) }
            : happened with { Post = JsonSerializer.Deserialize<PostResource>(item.Data, ClientJson.Options) };
    }
}

/// <summary>A result or a deletion of a post.</summary>
/// <param name="Id">Id of the event, to resume after it.</param>
/// <param name="Type"><c>post.tagged</c>, <c>post.failed</c> or <c>post.deleted</c>.</param>
public sealed record WatchedPost(string Id, string Type)
{
    /// <summary>The post; null if it was deleted.</summary>
    public PostResource? Post { get; init; }

    /// <summary>Identity of the deleted post; null if it was not deleted.</summary>
    public DeletedResource? Deleted { get; init; }
}
