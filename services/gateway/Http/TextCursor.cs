using System.Buffers.Text;
using System.Text;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>Encodes a name at which a page ended as an opaque cursor.</summary>
internal static class TextCursor
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string After(string name) => Base64Url.EncodeToString(Strict.GetBytes(name));

    /// <returns>The name; empty for the first page, which has no cursor.</returns>
    /// <exception cref="ProblemException">The cursor was not issued by this service.</exception>
    public static string Read(string? cursor)
    {
        try
        {
            var name = cursor is null ? "" : Strict.GetString(Base64Url.DecodeFromChars(cursor));
            return name.Contains('\0', StringComparison.Ordinal) ? throw Invalid() : name;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw Invalid();
        }
    }

    private static ProblemException Invalid() => new(Problems.InvalidQuery("cursor", "is none that this service gave"));
}
