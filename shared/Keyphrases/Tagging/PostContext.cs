namespace Engram.Keyphrases.Tagging;

/// <summary>A text with everything needed to judge its spans.</summary>
internal sealed class PostContext
{
    private PostContext(IReadOnlyList<PostWord> words, string language, SpanMarginals names, SpanMarginals phrases)
    {
        Words = words;
        Language = language;
        Names = names;
        Phrases = phrases;
        Hashtags = words.Count == 0 ? 0 : words.Max(word => word.Hashtag) + 1;
        HasCapitals = words.Any(word => word.IsWord && word.Text.Any(char.IsUpper));
        ContentWords = words.Count(word => word.IsWord && !IsFunction(word));
        LastPlainWord = Enumerable.Range(0, words.Count).LastOrDefault(at => words[at].IsWord && words[at].Hashtag < 0, -1);
        CapitalShare = ContentWords == 0 ? 0
            : words.Count(word => word.IsWord && !IsFunction(word) && word.IsCapitalized) / (float)ContentWords;
    }

    public IReadOnlyList<PostWord> Words { get; }

    public string Language { get; }

    /// <summary>Span probabilities for named entities.</summary>
    public SpanMarginals Names { get; }

    /// <summary>Span probabilities for what people turn into hashtags inside a sentence.</summary>
    public SpanMarginals Phrases { get; }

    public int Hashtags { get; }

    /// <summary>Whether capitals can tell names from words; false for a normalized post.</summary>
    public bool HasCapitals { get; }

    public int ContentWords { get; }

    /// <summary>Index of the last word outside a hashtag; hashtags after it are only tags. -1 when there is none.</summary>
    public int LastPlainWord { get; }

    public float CapitalShare { get; }

    /// <param name="text">A post, or the text read in its picture.</param>
    /// <param name="names">Tagger for named entities.</param>
    /// <param name="phrases">Tagger for hashtags inside sentences.</param>
    /// <param name="mostWords">Maximum number of words read.</param>
    /// <param name="language">Language of the text; null when unknown.</param>
    public static PostContext Of(string text, SpanTagger names, SpanTagger phrases, int mostWords, string? language = null)
    {
        IReadOnlyList<PostWord> words = [.. PostScanner.Scan(text).Take(mostWords)];
        // The hashtag tagger was trained on hashtags shown as plain words, so it sees these that way too.
        return new PostContext(words, language ?? WordLists.LanguageOf(words), names.Read(words),
            phrases.Read([.. words.Select(word => word with { Hashtag = -1 })]));
    }

    public bool IsFunction(PostWord word) => WordLists.IsFunction(word.Lower, Language);
}
