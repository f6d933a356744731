namespace Engram.Text.Languages;

/// <summary>Parses the language tags that senders declare.</summary>
public static class LanguageTag
{
    // Codes that ISO 639 replaced but that clients still send.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["in"] = "id", ["iw"] = "he", ["ji"] = "yi", ["jw"] = "jv",
    };

    /// <summary>
    /// The language of a BCP 47 tag such as <c>en-US</c>, as two or three lower-case letters. Null for a missing tag and for codes that
    /// mean no language: <c>und</c>, <c>zxx</c>, <c>art</c>, <c>mul</c>, <c>mis</c>, <c>qme</c>.
    /// </summary>
    public static string? Parse(string? declared)
    {
        var language = (declared ?? "").Trim().Split('-', '_')[0].ToLowerInvariant();
        if (language.Length is not (2 or 3) || language.AsSpan().ContainsAnyExceptInRange('a', 'z')
            || language is "und" or "zxx" or "art" or "mul" or "mis")
            return null;
        var isPrivate = language.Length == 3 && language[0] == 'q' && language[1] <= 't'; // private use: qaa to qtz
        return isPrivate ? null : Renamed.GetValueOrDefault(language, language);
    }
}
