using System.Text.RegularExpressions;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>An id that a caller gives to a post or a question: a UUID, or 1 to 128 characters that a URL holds as they are.</summary>
internal static partial class CallerId
{
    /// <exception cref="ProblemException">The id is too long or holds other characters.</exception>
    public static string Parse(string id) => Normalize(id) ?? throw new ProblemException(Problems.InvalidId(id));

    /// <summary>Returns the id in its one spelling, a UUID in lower case; null for an id that nothing can have.</summary>
    public static string? Normalize(string id)
    {
        if (Guid.TryParseExact(id, "D", out var uuid))
            return uuid.ToString("D");
        return Rule().IsMatch(id) ? id : null;
    }

    // A client takes '.' and '..' out of a path before it sends it (RFC 3986, 5.2.4): what is called so could not be asked for.
    [GeneratedRegex(@"\A(?!\.{1,2}\z)[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex Rule();
}
