using System.Text.RegularExpressions;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>An id that a caller gives to a post or a question: a UUID, or 1 to 128 characters that need no escaping in a URL.</summary>
internal static partial class CallerId
{
    /// <exception cref="ProblemException">The id is too long or has characters that are not allowed.</exception>
    public static string Parse(string id) => Normalize(id) ?? throw new ProblemException(Problems.InvalidId(id));

    /// <summary>Returns the id in its canonical spelling, a UUID in lower case; null if the id is not valid.</summary>
    public static string? Normalize(string id)
    {
        if (Guid.TryParseExact(id, "D", out var uuid))
            return uuid.ToString("D");
        return Rule().IsMatch(id) ? id : null;
    }

    // Clients remove '.' and '..' from a path before they send it (RFC 3986, 5.2.4), and 'events' is a path of its own: such an item could
    // not be requested.
    [GeneratedRegex(@"\A(?!(\.{1,2}|events)\z)[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex Rule();
}
