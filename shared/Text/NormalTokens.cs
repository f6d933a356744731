using Engram.Text.Posts;

namespace Engram.Text;

/// <summary>What the tokens of a normalised tweet look like, so that one which is normalised already is known and left as it is.</summary>
internal static class NormalTokens
{
    /// <summary>Signs that stay together as a pair, as in the papers' tweets.</summary>
    public static bool IsPair(ReadOnlySpan<char> text) => text.StartsWith("||") || text.StartsWith("$$") || text.StartsWith("^^");

    public const string CensoredMark = "<censored>";

    /// <summary>
    /// Whether normalising could change nothing but numbers: every token is a mark, a word in small letters, digits, or one sign. A bare
    /// number in such a text stays, for in normalised text it comes from a hashtag or an ordinal (<c>cwc 19</c>, <c>1 0 th</c>).
    /// </summary>
    public static bool AreAll(IReadOnlyList<string> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (!IsNormal(tokens[at]) && !(IsCensored(tokens[at]) && at + 1 < tokens.Count && tokens[at + 1] == CensoredMark))
                return false;
        }

        return true;
    }

    private static bool IsNormal(string token)
    {
        if (!IsLowerCase(token) || !Tokenizer.IsVisible(token, 0))
            return false;
        if (char.IsAsciiDigit(token[0]))
            return Quantities.DigitsLength(token) == token.Length || Emoji.Length(token, 0) == token.Length;
        if (Tokenizer.WordLength(token, 0) is var word and > 0)
            return word == token.Length && !Elongation.IsStretched(token) && !token.AsSpan().ContainsAny('.', ',');
        return Tokenizer.MarkLength(token, 0) == token.Length || Tokenizer.SymbolLength(token, 0) == token.Length
            || (token.Length == 2 && IsPair(token));
    }

    private static bool IsCensored(string token) => TweetScanner.CensoredLength(token) == token.Length && IsLowerCase(token);

    private static bool IsLowerCase(string token) => CleanText.Compose(token.ToLowerInvariant()) == token;
}
