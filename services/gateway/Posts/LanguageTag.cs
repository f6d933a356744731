using System.Text.RegularExpressions;

namespace Engram.Gateway.Posts;

/// <summary>Normalizes language tags to the case that RFC 5646, section 2.1.1, recommends, so that equal
/// tags are equal texts: <c>zh-Hant-TW</c>.</summary>
internal static partial class LanguageTag
{
    /// <summary>Returns null if the text is not a language tag.</summary>
    public static string? Normalize(string tag)
    {
        if (!Rule().IsMatch(tag))
            return null;
        var parts = tag.ToLowerInvariant().Split('-');
        for (var i = 1; i < parts.Length && parts[i].Length > 1; i++)
        {
            parts[i] = parts[i].Length switch
            {
                2 => parts[i].ToUpperInvariant(),
                4 when char.IsAsciiLetter(parts[i][0]) => char.ToUpperInvariant(parts[i][0]) + parts[i][1..],
                _ => parts[i],
            };
        }

        return string.Join('-', parts);
    }

    // BCP 47: subtags of 1 to 8 letters and digits; section 4.4.1 asks for room for 35 characters.
    [GeneratedRegex(@"\A(?=.{2,35}\z)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z")]
    private static partial Regex Rule();
}
