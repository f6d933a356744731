using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Engram.Gateway.Tests.Events;

/// <summary>A client of a stream of server-sent events.</summary>
internal sealed class WatchedStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private WatchedStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _items = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public static async Task<WatchedStream> OpenAsync(GatewayHost gateway, string path, string? lastEventId = null)
    {
        var response = await RespondAsync(gateway, path, lastEventId);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new WatchedStream(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<HttpResponseMessage> RespondAsync(GatewayHost gateway, string path, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return await gateway.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<SseItem<string>> NextAsync()
    {
        Assert.True(await _items.MoveNextAsync(), "The stream ended.");
        return _items.Current;
    }

    /// <summary>Returns null when the stream ended or broke off.</summary>
    public async Task<SseItem<string>?> TryNextAsync()
    {
        try
        {
            return await _items.MoveNextAsync() ? _items.Current : null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        _response.Dispose();
    }
}

internal static class Items
{
    public static JsonElement Json(this SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement;

    public static string? Subject(this SseItem<string> item) => item.Json().GetProperty("id").GetString();
}
