using System.Globalization;
using ICU4N.Text;

namespace Engram.Text.Languages;

/// <summary>
/// Words of scripts that put no spaces between them, by ICU's dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese.
/// </summary>
internal static class WordBreaker
{
    [ThreadStatic]
    private static BreakIterator? _words;

    /// <summary>Lengths of the words of a text, which add up to its own.</summary>
    public static IEnumerable<int> Lengths(string text)
    {
        var words = _words ??= BreakIterator.GetWordInstance(CultureInfo.InvariantCulture);
        words.SetText(text);
        var lengths = new List<int>();
        for (var (start, end) = (words.First(), words.Next()); end != BreakIterator.Done; (start, end) = (end, words.Next()))
            lengths.Add(end - start);
        return lengths;
    }
}
