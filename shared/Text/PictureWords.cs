namespace Engram.Text;

/// <summary>The words read in a picture, cleaned as the released preprocessing of Wang et al. 2020 does it.</summary>
public static class PictureWords
{
    private const int ShortWord = 3;
    private const int LongWords = 3;
    private const double MostShortWords = 0.75;

    /// <summary>
    /// The normalised words of letters a-z only, two letters or more, that are known. None at all where the reader saw noise: three
    /// quarters have less than three letters, or too few words have more than three.
    /// </summary>
    /// <param name="text">As the OCR engine read it, or clean already.</param>
    /// <param name="isKnown">Whether posts or keyphrases use a word.</param>
    /// <param name="fewestLongWords">Words of more than three letters that a picture must say at least; three as released.</param>
    public static IReadOnlyList<string> Clean(string text, Predicate<string> isKnown, int fewestLongWords = LongWords)
    {
        ArgumentNullException.ThrowIfNull(isKnown);
        var words = TweetNormalizer.Tokens(text)
            .Where(word => word.Length > 1 && !word.AsSpan().ContainsAnyExceptInRange('a', 'z') && isKnown(word)).ToList();
        return words.Count(word => word.Length < ShortWord) >= MostShortWords * words.Count
            || words.Count(word => word.Length > ShortWord) < fewestLongWords ? [] : words;
    }
}
