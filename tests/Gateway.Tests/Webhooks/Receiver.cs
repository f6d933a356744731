using System.Collections.Concurrent;
using System.Text.Json;
using Engram.Gateway.Tests.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace Engram.Gateway.Tests.Webhooks;

/// <summary>A receiver of webhooks. It records what it gets, and answers as the test configures it; by default it takes all.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private FakeWebServer? _server;

    public ConcurrentQueue<ReceivedEvent> Events { get; } = [];

    public Func<ReceivedEvent, HttpResponse, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public string Url => _server!.Url;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        receiver._server = await FakeWebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var received = new ReceivedEvent(context.Request.Path, context.Request.Headers, await reader.ReadToEndAsync());
            receiver.Events.Enqueue(received);
            await receiver.Answer(received, context.Response);
        });
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();
}

internal sealed class ReceivedEvent(string path, IHeaderDictionary headers, string body)
{
    private readonly Dictionary<string, StringValues> _headers =
        headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);

    public string Path { get; } = path;

    public string Id => _headers["webhook-id"].ToString();

    public string CloudEventType => _headers["ce-type"].ToString();

    public JsonElement Json { get; } = JsonDocument.Parse(body).RootElement;

    public string? Type => Json.GetProperty("type").GetString();

    public string? About => Json.GetProperty("data").GetProperty("id").GetString();

    /// <summary>Whether one of the signatures is that of the secret, and the time is not too far off.</summary>
    public bool IsSignedBy(string secret) => _headers["webhook-signature"].ToString().Split(' ').Any(one => IsSignature(one, secret));

    // The library looks at the first signature only, though the header is a list.
    private bool IsSignature(string signature, string secret)
    {
        var headers = new HeaderDictionary(new Dictionary<string, StringValues>(_headers)) { ["webhook-signature"] = signature };
        try
        {
            new StandardWebhook(secret).Verify(body, headers);
            return true;
        }
        catch (WebhookVerificationException)
        {
            return false;
        }
    }
}
