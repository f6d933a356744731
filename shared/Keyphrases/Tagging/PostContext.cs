namespace Engram.Keyphrases.Tagging;

/// <summary>A text with all that its spans are judged by.</summary>
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

    /// <summary>Spans that are named entities.</summary>
    public SpanMarginals Names { get; }

    /// <summary>Spans that people make hashtags of inside a sentence.</summary>
    public SpanMarginals Phrases { get; }

    public int Hashtags { get; }

    /// <summary>Whether capitals can tell names from words here; not in a post that was normalised.</summary>
    public bool HasCapitals { get; }

    public int ContentWords { get; }

    /// <summary>Place of the last word outside of hashtags; hashtags after it only tag. -1 when all are hashtags.</summary>
    public int LastPlainWord { get; }

    public float CapitalShare { get; }

    /// <param name="text">A post, or what was read in its picture.</param>
    /// <param name="names">Tagger of named entities.</param>
    /// <param name="phrases">Tagger of hashtags inside sentences.</param>
    /// <param name="mostWords">Words that are read at most.</param>
    /// <param name="language">Language of the text where it is known.</param>
    public static PostContext Of(string text, SpanTagger names, SpanTagger phrases, int mostWords, string? language = null)
    {
        IReadOnlyList<PostWord> words = [.. PostScanner.Scan(text).Take(mostWords)];
        // To the tagger of hashtags the hashtags of this post are words as others: it learned on such.
        return new PostContext(words, language ?? WordLists.LanguageOf(words), names.Read(words),
            phrases.Read([.. words.Select(word => word with { Hashtag = -1 })]));
    }

    public bool IsFunction(PostWord word) => WordLists.IsFunction(word.Lower, Language);
}
