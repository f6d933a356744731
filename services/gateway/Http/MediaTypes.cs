using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>The media type of a request's body.</summary>
internal static class MediaTypes
{
    private static readonly string[] Charsets = ["utf-8", "us-ascii"];

    /// <summary>Returns type and subtype in lower case, without parameters; null if the request names none.</summary>
    /// <exception cref="ProblemException">The body is in another character set than UTF-8.</exception>
    public static string? Of(HttpRequest request)
    {
        RequireUtf8(request);
        return request.GetTypedHeaders().ContentType?.MediaType.Value?.ToLowerInvariant();
    }

    /// <exception cref="ProblemException">The body is in another character set than UTF-8.</exception>
    public static void RequireUtf8(HttpRequest request)
    {
        if (request.GetTypedHeaders().ContentType is { Charset: { Length: > 0 } charset }
            && !Charsets.Contains(charset.Value!.Trim('"'), StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(Problems.UnsupportedCharset(charset.Value!));
    }

    /// <exception cref="ProblemException">The body has another media type.</exception>
    public static void Require(HttpRequest request, string mediaType)
    {
        if (Of(request) != mediaType)
            throw new ProblemException(Problems.UnsupportedMediaType(Of(request), mediaType));
    }
}
