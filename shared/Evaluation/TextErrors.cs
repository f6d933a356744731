using System.Text;

namespace Engram.Evaluation;

/// <summary>Compares recognized text (OCR) with the reference. Runs of white space count as one space; leading and trailing white space
/// does not count. Case and punctuation count for characters, not for words.</summary>
public static class TextErrors
{
    /// <summary>Character errors: the fewest insertions, deletions and substitutions that turn one text into the other (Levenshtein
    /// distance).</summary>
    public static CharacterErrors Characters(string reference, string recognized)
    {
        var expected = Normalize(reference);
        return new CharacterErrors(EditDistance(expected, Normalize(recognized)), expected.Length);
    }

    /// <summary>Words in common, as multisets: a word that occurs twice in the reference must be read twice. A word is reduced to its
    /// letters and digits in lower case.</summary>
    public static WordMatches Words(string reference, string recognized)
    {
        var expected = SplitWords(reference);
        var found = SplitWords(recognized);
        var left = found.CountBy(word => word).ToDictionary();
        var matched = 0;
        foreach (var word in expected)
        {
            if (left.GetValueOrDefault(word) == 0)
                continue;
            left[word]--;
            matched++;
        }

        return new WordMatches(matched, expected.Count, found.Count);
    }

    private static Rune[] Normalize(string text) => [.. string.Join(' ', SplitAtWhiteSpace(text)).EnumerateRunes()];

    private static List<string> SplitWords(string text) =>
        [.. SplitAtWhiteSpace(text.ToLowerInvariant()).Select(word => string.Concat(word.Where(char.IsLetterOrDigit))).Where(word =>
            word.Length > 0)];

    private static string[] SplitAtWhiteSpace(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int EditDistance(Rune[] a, Rune[] b)
    {
        // Row i holds the distances from the first i characters of a to every prefix of b.
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        var row = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, Math.Min(row[j - 1], above[j]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[b.Length];
    }
}

/// <summary>Character errors of one text, or the sum over several (micro-average).</summary>
public readonly record struct CharacterErrors(int Errors, int ReferenceCharacters)
{
    /// <summary>CER: errors per reference character. Exceeds 1 when much more is recognized than the reference has.</summary>
    public double Rate => ReferenceCharacters == 0 ? (Errors == 0 ? 0 : 1) : (double)Errors / ReferenceCharacters;

    public static CharacterErrors operator +(CharacterErrors left, CharacterErrors right) => left.Add(right);

    public CharacterErrors Add(CharacterErrors other) => new(Errors + other.Errors, ReferenceCharacters + other.ReferenceCharacters);
}

/// <summary>Correctly read words of one text, or the sum over several.</summary>
public readonly record struct WordMatches(int Matched, int Reference, int Recognized)
{
    /// <summary>Share of the reference words that were read; 1 when there are none.</summary>
    public double Recall => Reference == 0 ? 1 : (double)Matched / Reference;

    /// <summary>Share of the recognized words that are in the reference; 1 when none was recognized.</summary>
    public double Precision => Recognized == 0 ? 1 : (double)Matched / Recognized;

    public static WordMatches operator +(WordMatches left, WordMatches right) => left.Add(right);

    public WordMatches Add(WordMatches other) => new(Matched + other.Matched, Reference + other.Reference, Recognized + other.Recognized);
}
