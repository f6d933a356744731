using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>The media type of a request's body.</summary>
internal static class MediaTypes
{
    /// <summary>Returns type and subtype in lower case, without parameters; null if the request names none.</summary>
    public static string? Of(HttpRequest request) => request.GetTypedHeaders().ContentType?.MediaType.Value?.ToLowerInvariant();

    /// <exception cref="ProblemException">The body has another media type.</exception>
    public static void Require(HttpRequest request, string mediaType)
    {
        if (Of(request) != mediaType)
            throw new ProblemException(Problems.UnsupportedMediaType(Of(request), mediaType));
    }
}
