using Engram.Text.Posts;

namespace Engram.Text;

/// <summary>Recognizes the tokens of a tweet that is already normalized, so that it can be left unchanged.</summary>
internal static class NormalTokens
{
    /// <summary>Two-character signs that stay one token, as in the papers' tweets.</summary>
    public static bool IsPair(ReadOnlySpan<char> text) => text.StartsWith("||") || text.StartsWith("$$") || text.StartsWith("^^");

    public const string CensoredMark = "<censored>";

    /// <summary>
    /// Whether normalizing would change nothing but numbers: every token is a mark, a lower-case word, digits or one sign. A bare number is
    /// kept, because in normalized text it comes from a hashtag or an ordinal (<c>cwc 19</c>, <c>1 0 th</c>).
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
