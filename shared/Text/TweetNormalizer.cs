using System.Net;

namespace Engram.Text;

/// <summary>
/// Writes a post as the papers' tweets are written (ekphrasis; Wang et al. 2020): links, users, quantities and faces become marks such as
/// <c>&lt;url&gt;</c>, hashtags their words, contractions full words, stretched words and repeated punctuation short; a number joined to a
/// word is its digits, <c>10th</c> is <c>1 0 th</c>. A tweet that is normalised already stays as it is. Linear in the length of the text.
/// </summary>
public static class TweetNormalizer
{
    // Typographic signs as people type them.
    private static readonly (char Sign, char Plain)[] Signs =
        [('’', '\''), ('‘', '\''), ('“', '"'), ('”', '"'), ('„', '"'), ('–', '-'), ('—', '-'), ('…', '.'), ('＠', '@')];

    /// <summary>The tokens of a post, lower case, composed letters; none holds white space.</summary>
    public static IReadOnlyList<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (NormalTokens.AreAll(words))
            return words;

        var clean = WebUtility.HtmlDecode(text);
        foreach (var (sign, plain) in Signs)
            clean = clean.Replace(sign, plain);
        return new TweetScanner(clean).Scan();
    }

    /// <summary>The tokens of a post, separated by one space.</summary>
    public static string Normalize(string text) => string.Join(' ', Tokens(text));
}
