namespace Engram.Text;

/// <summary>
/// Phrases are equal when their lower-case words have the same Porter stems (Wang et al. 2020, released evaluation). Words are split at
/// single spaces, so an empty phrase is one empty word.
/// </summary>
public static class PhraseStems
{
    /// <summary>Stems of a phrase's words, separated by one space.</summary>
    public static string Of(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        return string.Join(' ', Of(phrase.Trim().Split(' ')));
    }

    public static string[] Of(IReadOnlyList<string> words) => [.. words.Select(word => PorterStemmer.Stem(word.Trim().ToLowerInvariant()))];

    /// <summary>Index of the first word where the phrase occurs in the text, both stemmed; -1 when it does not occur.</summary>
    public static int Find(ReadOnlySpan<string> text, ReadOnlySpan<string> phrase) => text.IndexOf(phrase);

    /// <summary>
    /// Whether the evaluation counts a phrase, given its stems: phrases with an unknown word, a comma or a full stop are dropped.
    /// </summary>
    public static bool IsPrediction(string stems)
    {
        ArgumentNullException.ThrowIfNull(stems);
        return !stems.Split(' ').Any(word => word is Vocabulary.UnknownWord or "," or ".");
    }
}
