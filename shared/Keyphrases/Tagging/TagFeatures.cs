using Engram.Text;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// The ranker's features of a candidate. A value that a source does not provide is <see cref="float.NaN"/>; the trees learn what that
/// means.
/// </summary>
internal static class TagFeatures
{
    private const int RarestRank = 40_000;

    private static readonly Feature[] All =
    [
        // Where it occurs.
        new("hashtag", s => s.Candidate.Hashtag >= 0 ? 1 : 0),
        new("hashtag-from-first", s => s.Candidate.Hashtag >= 0 ? s.Candidate.Hashtag : float.NaN),
        new("hashtag-trails", s => s.Candidate.Hashtag >= 0 ? s.First!.Value.Start > s.Post.LastPlainWord ? 1 : 0 : float.NaN),
        new("in-hashtag", s => s.Candidate.Hashtag < 0 && s.First is { } span && s.Post.Words[span.Start].Hashtag >= 0 ? 1 : 0),
        new("crosses-hashtag", s => s.First is { } span && s.Post.Words[span.Start].Hashtag != s.Post.Words[span.End - 1].Hashtag ? 1 : 0),
        new("uses", s => s.Candidate.Spans.Count),
        new("plain-uses", s => s.Candidate.Spans.Count(span => s.Post.Words[span.Start].Hashtag < 0)),
        new("place", s => s.First is { } span ? span.Start / (float)s.Post.Words.Count : float.NaN),
        new("words-before", s => s.First?.Start ?? float.NaN),
        new("in-ocr", s => s.Candidate.OcrSpans.Count),
        new("attribute", s => s.Candidate.Attribute < 0 ? float.NaN : s.Candidate.Attribute),

        // Its own words.
        new("words", s => s.Lower.Length),
        new("letters", s => s.Candidate.Phrase.Length),
        new("number", s => s.Lower.Any(word => word.All(char.IsDigit)) ? 1 : 0),
        new("function-words", s => s.Lower.Count(word => WordLists.IsFunction(word, s.Post.Language))),
        new("weak-first", s => WordLists.IsWeak(s.Lower[0]) ? 1 : 0),
        new("weak-last", s => WordLists.IsWeak(s.Lower[^1]) ? 1 : 0),
        new("weak-words", s => s.Lower.Count(WordLists.IsWeak)),
        new("ending", s => EndingOf(s.Lower[^1])),
        new("first-ending", s => s.Lower.Length > 1 ? EndingOf(s.Lower[0]) : float.NaN),
        new("capitalized", s => s.Shape(words => words.Count(word => word.IsCapitalized) / (float)words.Length)),
        new("capitals",
            s => s.Shape(words => words.Count(word => word.Text.Length > 1 && word.Text.All(char.IsUpper)) / (float)words.Length)),
        new("camel", s => s.Shape(words => words.Any(word => word.Text.Skip(1).Any(char.IsUpper) && word.Text.Any(char.IsLower)) ? 1 : 0)),
        new("starts-sentence", s => s.First is { } span ? IsSentenceStart(s.Post, span.Start) ? 1 : 0 : float.NaN),

        // Scores of the span taggers.
        new("name", s => s.Best(s.Post.Names)),
        new("name-word", s => s.First is { } span ? Mean(s.Post.Names, span) : float.NaN),
        new("name-around", s => s.Wider(s.Post.Names)),
        new("phrase", s => s.Best(s.Post.Phrases)),
        new("phrase-word", s => s.First is { } span ? Mean(s.Post.Phrases, span) : float.NaN),
        new("phrase-around", s => s.Wider(s.Post.Phrases)),
        new(
            "ocr-name", s => s.Candidate.OcrSpans.Count == 0 ? float.NaN
                : (float)s.Candidate.OcrSpans.Max(span => s.Ocr.Names.SpanProbability(span.Start, span.End))),

        // Its neighbors in the text.
        new("before", s => s.First is { } span ? KindAt(s.Post, span.Start - 1) : float.NaN),
        new("after", s => s.First is { } span ? KindAt(s.Post, span.End) : float.NaN),
        new("before-noun", s => s.First is { Start: > 0 } span ? s.Statistics.OfWord(s.Post.Words[span.Start - 1].Lower).Noun : float.NaN),
        new("after-noun",
            s => s.First is { } span && span.End < s.Post.Words.Count ? s.Statistics.OfWord(s.Post.Words[span.End].Lower).Noun : float.NaN),

        // How its words are used in the training posts.
        new("idf-least", s => s.Content.Min(word => s.Idf(word))),
        new("idf-greatest", s => s.Content.Max(word => s.Idf(word))),
        new("rank-greatest", s => s.Content.Max(RankOf)),
        new("topic-first", s => s.Facts[0].Topic),
        new("topic-last", s => s.Facts[^1].Topic),
        new("topic-least", s => s.Facts.Min(facts => facts.Topic)),
        new("topic-mean", s => s.Facts.Average(facts => facts.Topic)),
        new("noun-first", s => s.Facts[0].Noun),
        new("noun-last", s => s.Facts[^1].Noun),
        new("name-last", s => s.Facts[^1].Name),
        new("name-mean", s => s.Facts.Average(facts => facts.Name)),
        new("capital-mean", s => s.Facts.Average(facts => facts.Capital)),
        new("word-tagged-least", s => s.Facts.Min(facts => Odds(facts.Posts, facts.Tagged))),
        new("word-tagged-last", s => Odds(s.Facts[^1].Posts, s.Facts[^1].Tagged)),
        new("phrase-tagged", s => Odds(s.Phrase.Posts, s.Phrase.Tagged)),
        new("phrase-tags", s => MathF.Log(1 + s.Phrase.Tagged)),
        new("phrase-posts", s => MathF.Log(1 + s.Phrase.Posts)),
        new("cohesion", s => s.Cohesion),

        // The post.
        new("post-words", s => s.Post.ContentWords),
        new("post-hashtags", s => s.Post.Hashtags),
        new("post-capitals", s => s.Post.HasCapitals ? s.Post.CapitalShare : float.NaN),
        new("post-english", s => s.Post.Language == WordLists.English ? 1 : 0),
        new("topic-over-mean", s => s.Facts.Average(facts => facts.Topic) - s.PostTopic),
        new("post-topic", s => s.PostTopic),
        new("post-best-name", s => s.PostName),

        // The experts.
        new("generated", s => s.Experts?.GeneratorLogProbability ?? float.NaN),
        new("generated-rank", s => s.Experts?.GeneratorLogProbability is null ? float.NaN : s.Experts.GeneratorRank),
        new("classified", s => s.Experts?.ClassifierProbability is { } probability ? MathF.Log(probability + 1e-6f) : float.NaN),
        new("classified-rank", s => s.Experts?.ClassifierProbability is null ? float.NaN : s.Experts.ClassifierRank),
        new("neighbour-share", s => s.Experts?.NeighbourShare ?? float.NaN),
        new("neighbour-similarity", s => s.Experts?.NeighbourShare is null ? float.NaN : s.Experts.NeighbourSimilarity),
        new("neighbour-posts", s => s.Experts?.NeighbourShare is null ? float.NaN : s.Experts.NeighbourPosts),
        new("mixture", s => s.Mixture),
        new("sources", s => s.Sources),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(feature => feature.Name)];

    public static int Count => All.Length;

    /// <summary>Features of a candidate, [<see cref="Count"/>].</summary>
    public static float[] Of(CandidateSight sight) => [.. All.Select(feature => feature.Of(sight))];

    private static float Odds(int posts, int tagged) => MathF.Log((tagged + 0.5f) / (posts - Math.Min(posts, tagged) + 3));

    private static float RankOf(string word) =>
        WordFrequencies.Cost(word) is { } cost ? (float)cost : (float)WordFrequencies.CostOfRank(RarestRank);

    private static float Mean(SpanMarginals tagger, WordSpan span) =>
        (float)Enumerable.Range(span.Start, span.Length).Average(at => 1 - tagger.Probability(at, SpanTag.Outside));

    private static bool IsSentenceStart(PostContext post, int start) =>
        start == 0 || !(post.Words[start - 1].IsWord || post.Words[start - 1].Kind == WordKind.Number);

    /// <summary>
    /// What is next to a span, ordered so that trees can split it: nothing, sign, mention, link or mark, possessive, function word, number,
    /// weak word, word, hashtag.
    /// </summary>
    private static float KindAt(PostContext post, int at)
    {
        if (at < 0 || at >= post.Words.Count)
            return 0;
        var word = post.Words[at];
        return word.Kind switch
        {
            WordKind.Sign => 1,
            WordKind.Mention => 2,
            WordKind.Address or WordKind.Mark => 3,
            WordKind.Possessive => 4,
            WordKind.Number => 6,
            _ => word.Hashtag >= 0 ? 9 : post.IsFunction(word) ? Determiners.Contains(word.Lower) ? 4.5f
                : Prepositions.Contains(word.Lower) ? 5f : 5.5f : WordLists.IsWeak(word.Lower) ? 7 : 8,
        };
    }

    private static readonly HashSet<string> Determiners =
        ["a", "an", "the", "my", "your", "his", "her", "our", "their", "this", "that", "these", "those", "its"];

    private static readonly HashSet<string> Prepositions =
        ["in", "at", "on", "of", "for", "with", "from", "to", "by", "about", "into", "over", "via", "vs", "and", "&"];

    private static readonly string[] Endings = ["ly", "ing", "ed", "er", "est", "s", "n't", "tion", "ment", "ness", "ity"];

    private static float EndingOf(string word) =>
        Array.FindIndex(Endings, ending => word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal));

    private sealed record Feature(string Name, Func<CandidateSight, float> Of);
}
