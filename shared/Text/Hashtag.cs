using System.Globalization;
using System.Text;

namespace Engram.Text;

/// <summary>Keyphrases as hashtags and back: <c>spn family</c> is <c>#SpnFamily</c>. What a hashtag may hold follows twitter-text.</summary>
public static class Hashtag
{
    /// <summary>
    /// Joins the words of a phrase, each with a capital first letter. Of each word only what a hashtag may hold is kept: letters, marks,
    /// digits and <c>_</c>. Returns an empty string when nothing is left, or only digits, which no platform links.
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
                // An apostrophe joins ("it's" is "Its"), everything else ends the word.
                startsWord |= rune.Value is not ('\'' or '’');
                continue;
            }

            tag.Append(startsWord ? Rune.ToUpperInvariant(rune) : rune);
            startsWord = false;
            linkable |= Rune.IsLetter(rune);
        }

        return linkable ? tag.ToString() : "";
    }

    /// <summary>Chars of the hashtag at the start of a text, <c>#</c> included; 0 when there is none. One letter at least makes it a hashtag.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '#')
            return 0;
        var length = 1;
        var linkable = false;
        while (length < text.Length && Rune.DecodeFromUtf16(text[length..], out var rune, out var chars) == System.Buffers.OperationStatus.Done && IsHashtagRune(rune))
        {
            linkable |= Rune.IsLetter(rune);
            length += chars;
        }

        return linkable ? length : 0;
    }

    /// <summary>
    /// The words of a hashtag, lower case: a capital after a small letter, the last capital before a small letter (<c>SPNFamily</c>), a
    /// change between letters and digits, and <c>_</c> begin a new one. A hashtag in one case stays one word.
    /// </summary>
    public static string ToPhrase(ReadOnlySpan<char> hashtag)
    {
        var tag = hashtag.TrimStart('#');
        var phrase = new StringBuilder(tag.Length + 4);
        for (var at = 0; at < tag.Length; at++)
        {
            if (tag[at] == '_' || (at > 0 && StartsWord(tag, at)))
                phrase.Append(' ');
            if (tag[at] != '_')
                phrase.Append(char.ToLowerInvariant(tag[at]));
        }

        return phrase.ToString().Trim();
    }

    private static bool StartsWord(ReadOnlySpan<char> tag, int at)
    {
        var (previous, current) = (tag[at - 1], tag[at]);
        if (char.IsDigit(previous) != char.IsDigit(current))
            return previous != '_';
        return char.IsUpper(current) && (char.IsLower(previous) || (char.IsUpper(previous) && at + 1 < tag.Length && char.IsLower(tag[at + 1])));
    }

    /// <summary>What twitter-text lets a hashtag hold: letters, combining marks, decimal digits, underscore.</summary>
    internal static bool IsHashtagRune(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or
        UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;
}
