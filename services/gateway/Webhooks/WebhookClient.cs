using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.Gateway.Events;
using Engram.Gateway.Pictures;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Webhooks;

/// <summary>Sends one attempt of a delivery. Like the fetcher of pictures it connects only to addresses that it checked, without proxy or
/// redirects.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly WebhookOptions _options;
    private readonly HostResolver _hosts;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public WebhookClient(IOptions<WebhookOptions> options, HostResolver hosts, TimeProvider time)
    {
        (_options, _hosts, _time) = (options.Value, hosts, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // SendAsync limits each attempt
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Engram", "1"));
    }

    public async Task<WebhookAnswer> SendAsync(
        Webhook webhook, WebhookDelivery delivery, LiveEvent live, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            using var request = RequestOf(webhook, delivery, live);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return AnswerOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(null, $"It did not answer within {_options.Timeout.TotalSeconds:0.#} s.", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new WebhookAnswer(null, FaultOf(e), null);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(Webhook webhook, WebhookDelivery delivery, LiveEvent live)
    {
        var (id, now) = ($"{delivery.Id}", _time.GetUtcNow());
        var body = BodyOf(live);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        var seconds = now.ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(id, seconds, body, webhook.SecretsAt(now)));
        // The same event for receivers that know CloudEvents 1.0.
        request.Headers.Add("ce-specversion", "1.0");
        request.Headers.Add("ce-id", id);
        request.Headers.Add("ce-type", live.Type);
        request.Headers.Add("ce-source", "/v1");
        request.Headers.Add("ce-time", live.HappenedAt.ToString("O", CultureInfo.InvariantCulture));
        return request;
    }

    private static byte[] BodyOf(LiveEvent live)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", live.Type);
            json.WriteString("timestamp", live.HappenedAt);
            json.WritePropertyName("data");
            json.WriteRawValue(live.Json, skipInputValidation: true);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static WebhookAnswer AnswerOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.IsSuccessStatusCode ? new WebhookAnswer(status, null, null)
            : new WebhookAnswer(status, $"It answered {status} instead of 2xx.", response.Headers.RetryAfter?.Delta);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        await _hosts.ConnectAsync(context.DnsEndPoint, _options.AllowPrivateAddresses, cancellationToken)
        ?? throw new HttpRequestException("Its host is not on a public address.");

    private static string FaultOf(Exception e) => e switch
    {
        { InnerException: HttpRequestException { Message: var ours } } => ours,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
            "Its TLS certificate is not valid for it.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Its name is not known.",
        _ => "It can't be reached, or broke the connection off.",
    };
}

/// <summary>How an attempt ended.</summary>
/// <param name="Status">The receiver's HTTP status; null if it gave none.</param>
/// <param name="Fault">Why the attempt failed; null if the receiver took the delivery.</param>
/// <param name="RetryAfter">When the receiver wants the next attempt; null if it did not say.</param>
internal sealed record WebhookAnswer(int? Status, string? Fault, TimeSpan? RetryAfter)
{
    /// <summary>Whether the receiver wants no further deliveries.</summary>
    public bool IsGone => Status == StatusCodes.Status410Gone;
}
