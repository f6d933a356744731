using System.Globalization;
using System.Text;

namespace Engram.Text;

/// <summary>A keyphrase written as a hashtag: <c>spn family</c> is <c>#SpnFamily</c>.</summary>
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

    /// <summary>What twitter-text lets a hashtag hold: letters, combining marks, decimal digits, underscore.</summary>
    internal static bool IsHashtagRune(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or
        UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;
}
