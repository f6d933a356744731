using Engram.Text.Entities;
using Engram.Text.Posts;

namespace Engram.Text;

/// <summary>
/// Normalizes a post like the papers' tweets (ekphrasis; Wang et al. 2020): links, users, quantities and faces become marks such as
/// <c>&lt;url&gt;</c>, hashtags their words; contractions are expanded, stretched words and repeated punctuation shortened, and <c>10th</c>
/// becomes <c>1 0 th</c>. Normalized text is left unchanged. Linear in its length.
/// </summary>
public static class TweetNormalizer
{
    // Typographic signs and what people type for them.
    private static readonly (char Sign, char Plain)[] Signs =
        [('’', '\''), ('‘', '\''), ('“', '"'), ('”', '"'), ('„', '"'), ('–', '-'), ('—', '-'), ('…', '.'), ('＠', '@')];

    /// <summary>The tokens of a post: lower case, composed letters, no white space inside.</summary>
    public static IReadOnlyList<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Tokens(text, CleanText.From(text).Text);
    }

    /// <param name="text">As received.</param>
    /// <param name="clean">The same text after <see cref="CleanText"/>.</param>
    internal static IReadOnlyList<string> Tokens(string text, string clean)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return text == clean && NormalTokens.AreAll(words) ? words : Scan(clean);
    }

    /// <summary>The tokens of a text that is already clean.</summary>
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
