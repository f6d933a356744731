using System.Globalization;
using System.Text;
using Engram.Text.Posts;

namespace Engram.Text;

/// <summary>
/// The only tokenizer: it splits posts, OCR text, questions, keys and values alike in training and serving. Tokens are lower case with
/// composed letters. Linear in the length of the text, which the caller bounds.
/// </summary>
/// <remarks>
/// A token is
/// <list type="bullet">
/// <item>a word: letters, marks, digits and <c>_</c>, so that a relation such as <c>directed_by</c> stays whole;</item>
/// <item>a reversed relation: <c>!</c> right before a word, at the start or after white space: <c>!directed_by</c>;</item>
/// <item>a number with inner points or commas: <c>1,000.5</c>;</item>
/// <item>a mark of <see cref="TweetNormalizer"/>: <c>&lt;url&gt;</c>;</item>
/// <item>one ideograph or kana, or one other visible character (an emoji with its modifiers is one).</item>
/// </list>
/// </remarks>
public static class Tokenizer
{
    private const char ZeroWidthJoiner = '\u200D';

    public static IReadOnlyList<string> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = CleanText.Compose(text.ToLowerInvariant());
        var tokens = new List<string>(clean.Length / 5 + 1);
        for (var at = 0; at < clean.Length;)
        {
            var length = TokenLength(clean, at);
            if (IsVisible(clean, at))
                tokens.Add(clean.Substring(at, length));
            at += length;
        }

        return tokens;
    }

    private static int TokenLength(string text, int at)
    {
        if (WordLength(text, at) is var word and > 0)
            return word;
        if (MarkLength(text, at) is var mark and > 0)
            return mark;
        if (text[at] == '!' && (at == 0 || char.IsWhiteSpace(text[at - 1])) && WordLength(text, at + 1) is var relation and > 0)
            return 1 + relation;
        return SymbolLength(text, at);
    }

    /// <summary>Length in chars of the word or number that starts here; 0 when there is none.</summary>
    internal static int WordLength(string text, int start)
    {
        var at = start;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
        {
            if (IsIdeograph(rune))
                return at == start ? rune.Utf16SequenceLength : at - start;
            if (Hashtag.IsWordRune(rune) || (Hashtag.IsJoiner(rune) && at > start && IsWordRuneAt(text, at + 1)))
                at += rune.Utf16SequenceLength;
            else if (rune.Value is '.' or ',' && at > start && char.IsAsciiDigit(text[at - 1]) && at + 1 < text.Length
                && char.IsAsciiDigit(text[at + 1]))
                at++;
            else
                break;
        }

        return at - start;
    }

    private static bool IsWordRuneAt(string text, int at) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) && Hashtag.IsWordRune(rune) && !IsIdeograph(rune);

    /// <summary>
    /// Length in chars of a mark <c>&lt;word&gt;</c>; 0 when <c>&lt;</c> is a plain less-than sign or begins an HTML tag that was escaped.
    /// </summary>
    internal static int MarkLength(string text, int start)
    {
        if (text[start] != '<')
            return 0;
        var at = start + 1;
        while (at < text.Length && char.IsAsciiLetterLower(text[at]))
            at++;
        var isMark = at > start + 1 && at < text.Length && text[at] == '>' && !Markup.IsTagName(text.AsSpan((start + 1)..at));
        return isMark ? at + 1 - start : 0;
    }

    /// <summary>Length in chars of one symbol with the modifiers and joined symbols that make up a single picture.</summary>
    internal static int SymbolLength(string text, int start)
    {
        var at = start + Math.Max(Emoji.Length(text, start), Rune.TryGetRuneAt(text, start, out var first) ? first.Utf16SequenceLength : 1);
        if (Rune.IsWhiteSpace(first))
            return at - start;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
        {
            var joins = text[at - 1] == ZeroWidthJoiner && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
            if (!joins && !IsModifier(rune))
                break;
            at += rune.Utf16SequenceLength;
        }

        return at - start;
    }

    private static bool IsModifier(Rune rune) =>
        rune.Value is ZeroWidthJoiner or (>= 0xFE00 and <= 0xFE0F) or (>= 0x1F3FB and <= 0x1F3FF)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    internal static bool IsIdeograph(Rune rune) =>
        rune.Value is (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    internal static bool IsVisible(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) && !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned);
}
