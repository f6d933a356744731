using System.Text.Json;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>Reads the JSON body of a request.</summary>
internal static class RequestBody
{
    /// <exception cref="ProblemException">The body is no JSON (400), a field has a wrong value (422), or there is too much of it
    /// (413).</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        request.LimitBody(maxBytes);
        try
        {
            return ApiJson.NotNull(await JsonSerializer.DeserializeAsync<T>(request.Body, ApiJson.Options, cancellationToken));
        }
        catch (JsonException e)
        {
            throw new ProblemException(ApiJson.ProblemOf(e));
        }
    }
}
