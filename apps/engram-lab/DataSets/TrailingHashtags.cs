using System.Text.RegularExpressions;
using Engram.Text;

namespace Engram.Lab.DataSets;

/// <summary>Turns posts with hashtags into posts with keyphrases, in the same way as CMKP (Wang et al. 2020, section 4): trailing hashtags
/// are removed and become the keyphrases; hashtags inside the text stay, as words.</summary>
public static partial class TrailingHashtags
{
    private const int FewestWords = 3;

    /// <returns>A line in CMKP's format; null if the post has no trailing hashtags, or fewer than three words before them.</returns>
    public static string? ToTagged(string post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var match = Trailing().Match(post);
        if (!match.Success)
            return null;
        var hashtags = match.Groups["hashtag"].Captures.Select(hashtag => hashtag.Value).ToList();
        // A hashtag truncated at the end of the post is incomplete: drop it.
        if (match.Groups["cut"].Success)
            hashtags.RemoveAt(hashtags.Count - 1);
        var phrases = hashtags.Select(hashtag => string.Join(' ', Hashtag.Words(hashtag)).ToLowerInvariant())
            .Where(phrase => phrase.Length > 1).Distinct(StringComparer.Ordinal).ToArray();
        var text = Inner().Replace(match.Groups["text"].Value, inner => string.Join(' ', Hashtag.Words(inner.Groups["hashtag"].Value)))
            .Replace("<sep>", " ", StringComparison.Ordinal).Trim();
        return phrases.Length > 0 && text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Length >= FewestWords ? $"{text}<sep>{string.Join(';', phrases)}<sep>" : null;
    }

    [GeneratedRegex(@"^(?<text>.*?)(?:\s*#(?<hashtag>\w+))+(?<cut>…)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Trailing();

    [GeneratedRegex(@"#(?<hashtag>\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Inner();
}
