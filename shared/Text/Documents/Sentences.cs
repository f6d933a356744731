namespace Engram.Text.Documents;

/// <summary>
/// Splits a text into sentences. A sentence ends at a line break, or after <c>.</c>, <c>!</c> or <c>?</c> and closing quotes or brackets if
/// the next word does not start in lower case; not after an initial (<c>J.</c>) or a common abbreviation. A sentence over the word limit is
/// cut.
/// </summary>
public static class Sentences
{
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "no", "vs", "gen", "col", "lt", "capt", "rev", "hon", "gov", "sen", "rep",
        "fig", "approx", "e.g", "i.e", "cf",
    };

    /// <summary>The words of each sentence, as written.</summary>
    public static IEnumerable<string[]> Of(string text, int maxWords)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Split(text, maxWords);
    }

    private static IEnumerable<string[]> Split(string text, int maxWords)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = PlainText.Of(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var start = 0;
            for (var i = 0; i < words.Length; i++)
            {
                if (i < words.Length - 1 && i + 1 - start < maxWords && !EndsSentence(words[i], words[i + 1]))
                    continue;
                yield return words[start..(i + 1)];
                start = i + 1;
            }
        }
    }

    private static bool EndsSentence(string word, string next)
    {
        var bare = word.AsSpan().TrimEnd("\"')]”’»");
        if (bare.IsEmpty || bare[^1] is not ('.' or '!' or '?') || char.IsLower(next[0]))
            return false;
        if (bare[^1] != '.')
            return true;
        var stem = bare[..^1].TrimStart("\"'([“‘«");
        var isInitial = stem.Length == 1 && char.IsUpper(stem[0]);
        return !isInitial && !Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem);
    }
}
