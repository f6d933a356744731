using Engram.Text.Entities;
using Engram.Text.Posts;

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
        return Tokens(text, CleanText.From(text).Text);
    }

    /// <param name="text">As received.</param>
    /// <param name="clean">The same text, clean.</param>
    internal static IReadOnlyList<string> Tokens(string text, string clean)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return text == clean && NormalTokens.AreAll(words) ? words : Scan(clean);
    }

    /// <summary>The tokens of a text that is clean already.</summary>
    internal static IReadOnlyList<string> Scan(string clean)
    {
        var plain = clean;
        foreach (var (sign, replacement) in Signs)
            plain = plain.Replace(sign, replacement);
        return new TweetScanner(plain, new UrlScanner(plain)).Scan();
    }

    /// <summary>The tokens of a post, separated by one space.</summary>
    public static string Normalize(string text) => string.Join(' ', Tokens(text));
}
