using System.Globalization;
using ICU4N.Text;

namespace Engram.Text.Languages;

/// <summary>
/// Splits scripts that put no spaces between words, using ICU's dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese.
/// </summary>
internal static class WordBreaker
{
    // ICU's dictionaries take time quadratic in the length of a text, so longer texts are cut into parts. No real post has a run this long.
    private const int LongestText = 1000;

    [ThreadStatic]
    private static BreakIterator? _words;

    /// <summary>Lengths of the words of a text in chars; they add up to the length of the text.</summary>
    public static IEnumerable<int> Lengths(string text)
    {
        var words = _words ??= BreakIterator.GetWordInstance(CultureInfo.InvariantCulture);
        var lengths = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(LongestText, text.Length - at);
            if (char.IsHighSurrogate(text[at + length - 1]) && length > 1)
                length--;
            words.SetText(text.Substring(at, length));
            for (var (start, end) = (words.First(), words.Next()); end != BreakIterator.Done; (start, end) = (end, words.Next()))
                lengths.Add(end - start);
            at += length;
        }

        return lengths;
    }
}
