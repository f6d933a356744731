using System.Net;
using System.Net.Http.Headers;

namespace Engram.Streams.Clients;

/// <summary>HTTP for responses that never end.</summary>
internal static class LiveHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Creates a client without its own timeout, which the <see cref="StallGuard"/> enforces. With a token it follows no redirects.
    /// </summary>
    /// <param name="token">Bearer token, or null.</param>
    /// <param name="decompression">None for a live stream, because compression delays keep-alives.</param>
    /// <param name="connect">Opens the connections; null connects to any address of the host.</param>
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

    /// <summary>A handler that follows no redirects.</summary>
    public static SocketsHttpHandler CreateHandler(ConnectionOpener? connect) => new()
    {
        AllowAutoRedirect = false,
        ConnectTimeout = LongestConnect,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        // Behind a proxy, the checked address would be the proxy's.
        UseProxy = connect is null,
        ConnectCallback = connect is null ? null : (context, cancellationToken) => connect(context.DnsEndPoint, cancellationToken),
    };

    /// <summary>Sends a request and returns the response as soon as its headers arrive.</summary>
    /// <exception cref="HttpStatusException">The request failed and may succeed later.</exception>
    /// <exception cref="StreamRefusedException">The request failed and a retry would fail too.</exception>
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
