namespace Engram.Keyphrases.Tagging;

/// <summary>Rejects phrases that are never keyphrases, whichever source proposes them.</summary>
internal sealed class PhraseRules
{
    private const int LongestPhrase = 60;
    private const int ShortestTitle = 3; // #AsYouWere names something, #TheOne does not

    private readonly string _language;
    private readonly HashSet<string> _masked;

    /// <param name="post">Supplies the language, and the users and links to reject.</param>
    public PhraseRules(PostContext post)
    {
        _language = post.Language;
        _masked = post.Words.Where(word => word.Kind is WordKind.Mention or WordKind.Address).SelectMany(Parts)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether a phrase may be a tag. Rejects single characters, numbers, function words only, marks, and users or link parts of this post.
    /// Profanity, and a title of function words, is allowed only as the post's topic.
    /// </summary>
    /// <param name="words">Lower case.</param>
    /// <param name="isTopic">Whether the post marks the phrase as its topic by a hashtag.</param>
    public bool Allows(IReadOnlyList<string> words, bool isTopic)
    {
        var letters = words.Sum(word => word.Count(char.IsLetterOrDigit));
        if (letters < 2 || words.Sum(word => word.Length) > LongestPhrase || words.Any(IsMark) || words is ["rt"])
            return false;
        if (words.All(word => WordLists.IsFunction(word, _language) || !word.Any(char.IsLetter))
            && !(isTopic && words.Count >= ShortestTitle))
            return false;
        return !_masked.Contains(PhraseKey.Of(string.Concat(words))) && (isTopic || !words.Any(WordLists.IsProfane));
    }

    private static bool IsMark(string word) =>
        word.StartsWith('<') || word.StartsWith('@') || word.Contains("://", StringComparison.Ordinal);

    private static IEnumerable<string> Parts(PostWord word) => word.Kind == WordKind.Mention
        ? [PhraseKey.Of(word.Text)]
        : word.Lower.Split([':', '/', '.', '?', '&', '=', '-', '_', '#', '@'], StringSplitOptions.RemoveEmptyEntries).Append(word.Lower)
            .Select(PhraseKey.Of);
}
