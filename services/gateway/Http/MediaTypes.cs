using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>The media type of a request's body.</summary>
internal static class MediaTypes
{
    /// <summary>Type and subtype in lower case, without parameters; null when the request names none.</summary>
    public static string? Of(HttpRequest request) => request.GetTypedHeaders().ContentType?.MediaType.Value?.ToLowerInvariant();

    /// <exception cref="ProblemException">The body is of another type.</exception>
    public static void Require(HttpRequest request, string mediaType)
    {
        if (Of(request) != mediaType)
            throw new ProblemException(Problems.UnsupportedMediaType(Of(request), mediaType));
    }
}
