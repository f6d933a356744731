using System.Text.Json;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>Reads the JSON body of a request. A body longer than the limit ends with a
/// <see cref="BadHttpRequestException"/> (413).</summary>
internal static class RequestBody
{
    /// <exception cref="ProblemException">The body is not JSON (400) or not UTF-8 (415), or a field has a wrong value (422).</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        MediaTypes.RequireUtf8(request);
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
