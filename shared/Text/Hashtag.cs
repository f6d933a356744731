using System.Buffers;
using System.Globalization;
using System.Text;

namespace Engram.Text;

/// <summary>
/// Converts keyphrases to hashtags and back: <c>spn family</c> is <c>#SpnFamily</c>. The allowed characters are those of twitter-text.
/// </summary>
public static class Hashtag
{
    private const string Signs = "#＃";
    private const int LongestAcronym = 6;

    /// <summary>
    /// Joins the words of a phrase and capitalizes each. Keeps only what a hashtag may contain: letters, marks, digits, <c>_</c> and
    /// joiners. Returns an empty string when no letter is left, since platforms don't link digits alone.
    /// </summary>
    public static string FromPhrase(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        var tag = new StringBuilder("#", phrase.Length + 1);
        var startsWord = true;
        var linkable = false;
        foreach (var rune in phrase.EnumerateRunes())
        {
            if (!IsHashtagRune(rune))
            {
                // An apostrophe joins ("it's" is "Its"); any other character ends the word.
                startsWord |= rune.Value is not ('\'' or '’');
                continue;
            }

            tag.Append(startsWord ? Rune.ToUpperInvariant(rune) : rune);
            startsWord = false;
            linkable |= Rune.IsLetter(rune);
        }

        return linkable ? tag.ToString() : "";
    }

    /// <summary>
    /// Length in chars of the hashtag at the start of a text, including its sign; 0 when there is none. It needs at least one letter, and
    /// must not be followed directly by another sign or <c>://</c>.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !Signs.Contains(text[0]))
            return 0;
        var length = 1;
        var linkable = false;
        while (length < text.Length && Rune.DecodeFromUtf16(text[length..], out var rune, out var chars) == OperationStatus.Done
            && IsHashtagRune(rune))
        {
            linkable |= Rune.IsLetter(rune);
            length += chars;
        }

        var rest = text[length..];
        return linkable && !rest.StartsWith("://") && (rest.IsEmpty || !Signs.Contains(rest[0])) ? length : 0;
    }

    /// <summary>
    /// The words of a hashtag, lower case. A tag with capitals is split at capitals (<c>SPNFamily</c>), <c>_</c> and digits. A part in one
    /// case is split by word frequency (<c>wildflowerhour</c>, <c>BLACKLIVESMATTER</c>), except short capitals, which are acronyms.
    /// </summary>
    public static IReadOnlyList<string> Words(ReadOnlySpan<char> hashtag)
    {
        var words = new List<string>();
        foreach (var part in hashtag.TrimStart(Signs).ToString().Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.Any(char.IsUpper))
                words.AddRange(WordSegmenter.Split(part));
            else
                words.AddRange(SplitAtCapitals(part).SelectMany(WordsOfCapitals));
        }

        return words;
    }

    private static IReadOnlyList<string> WordsOfCapitals(string word) =>
        word.Length <= LongestAcronym || word.Any(char.IsLower) ? [word.ToLowerInvariant()] : WordSegmenter.Split(word.ToLowerInvariant());

    private static IEnumerable<string> SplitAtCapitals(string tag)
    {
        var start = 0;
        for (var at = 1; at <= tag.Length; at++)
        {
            if (at < tag.Length && !StartsWord(tag, at))
                continue;
            yield return tag[start..at];
            start = at;
        }
    }

    private static bool StartsWord(string tag, int at)
    {
        var (previous, current) = (tag[at - 1], tag[at]);
        if (char.IsDigit(previous) != char.IsDigit(current))
            return true;
        return char.IsUpper(current)
            && (char.IsLower(previous) || (char.IsUpper(previous) && at + 1 < tag.Length && char.IsLower(tag[at + 1])));
    }

    /// <summary>Letters, combining marks, decimal digits and underscore: the characters of words and hashtags.</summary>
    internal static bool IsWordRune(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or
        UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber;

    /// <summary>Zero-width joiner and non-joiner, which shape letters inside words of Persian, Hindi and other languages.</summary>
    internal static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>
    /// Signs that occur inside words of some languages, as listed by twitter-text: middle dots, Hebrew marks, wave dashes and others.
    /// </summary>
    private static bool IsInnerSign(Rune rune) =>
        rune.Value is 0xB7 or 0x5BE or 0x5F3 or 0x5F4 or 0xF0B or 0xF0C or 0x301C or 0x309B or 0x309C
        or 0x30A0 or 0x30FB or 0x3003 or 0xFF5E or 0xA67E;

    internal static bool HasLetterOrDigit(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                return true;
        }

        return false;
    }

    internal static bool IsHashtagRune(Rune rune) => IsWordRune(rune) || IsJoiner(rune) || IsInnerSign(rune);
}
