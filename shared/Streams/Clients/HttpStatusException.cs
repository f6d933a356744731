using System.Net.Http.Headers;

namespace Engram.Streams.Clients;

/// <summary>A response without success, with the wait that the server asks for.</summary>
internal sealed class HttpStatusException(HttpResponseMessage response, TimeProvider time)
    : HttpRequestException($"The server answers {(int)response.StatusCode}.", null, response.StatusCode)
{
    public TimeSpan? RetryAfter { get; } = WaitOf(response.Headers.RetryAfter, time);

    private static TimeSpan? WaitOf(RetryConditionHeaderValue? header, TimeProvider time) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
}
