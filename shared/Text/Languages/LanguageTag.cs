namespace Engram.Text.Languages;

/// <summary>Languages as senders declare them.</summary>
public static class LanguageTag
{
    // Codes that were changed, and are still sent.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["in"] = "id", ["iw"] = "he", ["ji"] = "yi", ["jw"] = "jv",
    };

    /// <summary>
    /// The language of a tag such as <c>en-US</c> (BCP 47), as two or three small letters; null for none and for the codes that platforms
    /// send for none: <c>und</c>, <c>zxx</c>, <c>art</c>, <c>mul</c>, <c>mis</c>, <c>qme</c>.
    /// </summary>
    public static string? Parse(string? declared)
    {
        var language = (declared ?? "").Trim().Split('-', '_')[0].ToLowerInvariant();
        if (language.Length is not (2 or 3) || language.AsSpan().ContainsAnyExceptInRange('a', 'z')
            || language is "und" or "zxx" or "art" or "mul" or "mis")
            return null;
        var isPrivate = language.Length == 3 && language[0] == 'q' && language[1] <= 't'; // qaa to qtz
        return isPrivate ? null : Renamed.GetValueOrDefault(language, language);
    }
}
