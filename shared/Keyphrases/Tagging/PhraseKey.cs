using System.Globalization;
using System.Text;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Spellings of the same phrase have the same key: lower-case letters and digits, each word without its plural ending, joined without
/// spaces. <c>#FoodTrucks</c>, <c>food_truck</c> and <c>Food Trucks</c> are the same.
/// </summary>
public static class PhraseKey
{
    private const int ShortestPlural = 4;

    public static string Of(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        var key = new StringBuilder(phrase.Length);
        var start = 0;
        foreach (var rune in phrase.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                key.Append(Rune.ToLowerInvariant(rune));
            else if (rune.Value is not ('\'' or '’' or '.'))
                start = EndWord(key, start);
        }

        EndWord(key, start);
        return key.ToString();
    }

    private static int EndWord(StringBuilder key, int start)
    {
        var length = key.Length - start;
        if (length >= ShortestPlural && key[^1] == 's' && key[^2] is not ('s' or 'u' or 'i'))
            key.Length--;
        return key.Length;
    }
}
