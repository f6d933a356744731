using System.Net;
using System.Net.Http.Headers;

namespace Engram.Streams.Clients;

/// <summary>HTTP for answers that never end.</summary>
internal static class LiveHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    /// <summary>A client that leaves time limits to the watchdog. With a token it follows no redirect.</summary>
    /// <param name="token">Bearer token, or null.</param>
    /// <param name="decompression">None for a live stream: packing holds keep-alives back.</param>
    /// <param name="connect">Opens its connections; null: to whatever address the name has.</param>
    public static HttpClient Create(string? token, DecompressionMethods decompression, ConnectionOpener? connect)
    {
        var handler = CreateHandler(connect);
        (handler.AllowAutoRedirect, handler.AutomaticDecompression) = (token is null, decompression);
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Engram", null));
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A handler that follows no redirect.</summary>
    public static SocketsHttpHandler CreateHandler(ConnectionOpener? connect) => new()
    {
        AllowAutoRedirect = false,
        ConnectTimeout = LongestConnect,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        // Behind a proxy the address would be the proxy's.
        UseProxy = connect is null,
        ConnectCallback = connect is null ? null : (context, cancellationToken) => connect(context.DnsEndPoint, cancellationToken),
    };

    /// <summary>Sends a request and returns the answer once its headers are there.</summary>
    /// <exception cref="HttpStatusException">It is no success, and may be one later.</exception>
    /// <exception cref="StreamRefusedException">It will not be one.</exception>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpRequestMessage request, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var response = await StallGuard.WithinAsync(
            token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), patience, time, cancellationToken);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
            return response;
        using (response)
        {
            if (Backoff.KindOf(response.StatusCode) == FaultKind.Refused)
                throw new StreamRefusedException($"{request.RequestUri?.GetLeftPart(UriPartial.Path)} answers {(int)response.StatusCode}.");
            throw new HttpStatusException(response, time);
        }
    }
}
