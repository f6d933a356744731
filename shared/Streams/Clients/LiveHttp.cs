using System.Net;
using System.Net.Http.Headers;

namespace Engram.Streams.Clients;

/// <summary>HTTP for answers that never end.</summary>
internal static class LiveHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    /// <summary>A client that follows no redirect, since it carries a token, and leaves time limits to the watchdog.</summary>
    public static HttpClient Create(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = LongestConnect,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Engram", null));
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

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
                throw new StreamRefusedException($"{request.RequestUri?.GetLeftPart(UriPartial.Path)} answers {(int)response.StatusCode} {response.ReasonPhrase}.");
            throw new HttpStatusException(response, time);
        }
    }
}
