using System.Text.RegularExpressions;
using Engram.Text;

namespace Engram.Lab.DataSets;

/// <summary>
/// Makes posts with keyphrases of posts with hashtags, as CMKP was made (Wang et al. 2020, section 4): the hashtags at the end are cut off
/// and are the keyphrases; those inside stay, as words.
/// </summary>
public static partial class TrailingHashtags
{
    private const int FewestWords = 3;

    /// <returns>A line of CMKP's form; null for a post without hashtags at its end, or with fewer than three words before them.</returns>
    public static string? ToTagged(string post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var match = Trailing().Match(post);
        if (!match.Success)
            return null;
        var hashtags = match.Groups["hashtag"].Captures.Select(hashtag => hashtag.Value).ToList();
        // What was cut off with the post is no hashtag of it.
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
