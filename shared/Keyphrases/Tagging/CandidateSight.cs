using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>A candidate in its post: the input of <see cref="TagFeatures"/>.</summary>
internal sealed class CandidateSight
{
    public CandidateSight(TagCandidate candidate, PostContext post, PostContext ocr, PhraseStatistics statistics, float postTopic,
        float postName, float mixture)
    {
        (Candidate, Post, Ocr, Statistics) = (candidate, post, ocr, statistics);
        (PostTopic, PostName, Mixture) = (postTopic, postName, mixture);
        Lower = candidate.Phrase.Split(' ');
        Content = [.. Lower.Where(word => !WordLists.IsFunction(word, post.Language)).DefaultIfEmpty(Lower[0])];
        Facts = [.. Content.Select(word => statistics.OfWord(Bare(word)))];
        Phrase = statistics.OfPhrase(candidate.Key);
        First = candidate.Spans.Count > 0 ? candidate.Spans[0] : null;
    }

    public TagCandidate Candidate { get; }

    public PostContext Post { get; }

    public PostContext Ocr { get; }

    public PhraseStatistics Statistics { get; }

    /// <summary>Its first span; null when it does not occur in the post.</summary>
    public WordSpan? First { get; }

    public string[] Lower { get; }

    /// <summary>Its content words; the first word when there are none.</summary>
    public string[] Content { get; }

    /// <summary>Statistics of the content words.</summary>
    public WordFacts[] Facts { get; }

    public PhraseFacts Phrase { get; }

    public PhraseCandidate? Experts => Candidate.Experts;

    /// <summary>Mean over the post's content words of <see cref="WordFacts.Topic"/>.</summary>
    public float PostTopic { get; }

    /// <summary>Highest probability that a span of the post is a named entity.</summary>
    public float PostName { get; }

    /// <summary>Its score in the package's mixture; NaN when it has none.</summary>
    public float Mixture { get; }

    /// <summary>Number of sources that propose it.</summary>
    public int Sources => (Candidate.Spans.Count > 0 ? 1 : 0) + (Candidate.OcrSpans.Count > 0 ? 1 : 0) + (Candidate.Attribute >= 0 ? 1 : 0)
        + (Experts?.GeneratorLogProbability is null ? 0 : 1) + (Experts?.ClassifierProbability is null ? 0 : 1)
        + (Experts?.NeighbourShare is null ? 0 : 1);

    /// <summary>
    /// How much more often its words occur together than by chance, as a natural logarithm. NaN for one word or an unseen phrase.
    /// </summary>
    public float Cohesion
    {
        get
        {
            if (Lower.Length < 2 || Phrase.Posts == 0)
                return float.NaN;
            var expected = Facts.Sum(facts => MathF.Log((facts.Posts + 1f) / Statistics.Posts));
            return MathF.Log((Phrase.Posts + 0f) / Statistics.Posts) - expected;
        }
    }

    public float Idf(string word) => MathF.Log((Statistics.Posts + 1f) / (Statistics.OfWord(Bare(word)).Posts + 1f));

    public float Shape(Func<PostWord[], float> of) => First is { } span
        ? of(
            [.. Enumerable.Range(span.Start,
                span.Length).Select(at => Post.Words[at]).Where(word => word.IsWord
                    && (span.Length == 1 || !Post.IsFunction(word))).DefaultIfEmpty(Post.Words[span.Start])])
        : float.NaN;

    /// <summary>Highest probability that a tagger gives one of its spans.</summary>
    public float Best(SpanMarginals tagger) =>
        Candidate.Spans.Count == 0 ? float.NaN : (float)Candidate.Spans.Max(span => tagger.SpanProbability(span.Start, span.End));

    /// <summary>Highest probability of a larger span around its first one, with up to two more words on each side.</summary>
    public float Wider(SpanMarginals tagger)
    {
        if (First is not { } span)
            return float.NaN;
        var best = 0.0;
        for (var start = Math.Max(0, span.Start - 2); start <= span.Start; start++)
        {
            for (var end = span.End; end <= Math.Min(Post.Words.Count, span.End + 2); end++)
            {
                if (end - start > span.Length)
                    best = Math.Max(best, tagger.SpanProbability(start, end));
            }
        }

        return (float)best;
    }

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
}
