namespace Engram.Text;

/// <summary>
/// What makes two phrases one (Wang et al. 2020, released evaluation): lower case, word by word the same Porter stems. Words are what
/// single spaces part, so that a phrase of no words is one empty word.
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

    /// <summary>Word at which a phrase first stands in a text, both stemmed; -1 when it does not.</summary>
    public static int Find(ReadOnlySpan<string> text, ReadOnlySpan<string> phrase) => text.IndexOf(phrase);

    /// <summary>Whether a phrase counts as a prediction, by its stems: not with an unknown word, a comma or a full stop among its
    /// words.</summary>
    public static bool IsPrediction(string stems)
    {
        ArgumentNullException.ThrowIfNull(stems);
        return !stems.Split(' ').Any(word => word is Vocabulary.UnknownWord or "," or ".");
    }
}
