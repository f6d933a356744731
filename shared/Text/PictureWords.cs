namespace Engram.Text;

/// <summary>Cleans the words read in a picture as the released preprocessing of Wang et al. 2020 does.</summary>
public static class PictureWords
{
    private const int ShortWord = 3;
    private const int LongWords = 3;
    private const double MostShortWords = 0.75;

    /// <summary>
    /// The known, normalized words of two or more letters a-z. Empty when the reader saw noise: three quarters or more of the words have
    /// fewer than three letters, or too few have more than three.
    /// </summary>
    /// <param name="text">OCR output, raw or already clean.</param>
    /// <param name="isKnown">Whether a word occurs in posts or keyphrases.</param>
    /// <param name="fewestLongWords">Minimum number of words with more than three letters. Default 3, as released.</param>
    public static IReadOnlyList<string> Clean(string text, Predicate<string> isKnown, int fewestLongWords = LongWords)
    {
        ArgumentNullException.ThrowIfNull(isKnown);
        var words = TweetNormalizer.Tokens(text)
            .Where(word => word.Length > 1 && !word.AsSpan().ContainsAnyExceptInRange('a', 'z') && isKnown(word)).ToList();
        return words.Count(word => word.Length < ShortWord) >= MostShortWords * words.Count
            || words.Count(word => word.Length > ShortWord) < fewestLongWords ? [] : words;
    }
}
