using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Collects tag candidates for a post: its hashtags as words, spans of its words and of its picture's words, and proposals of the
/// classifier, the generator, the neighbors and the picture. Phrases with the same key are one candidate.
/// </summary>
internal static class CandidateFinder
{
    private const int LongestPlain = 4;
    private const int LongestName = 7;
    private const double LikelyName = 0.15;
    private const int MostAttributes = 10;

    /// <param name="input">Everything known about the post.</param>
    /// <param name="post">Its words.</param>
    /// <param name="ocr">The words of its picture.</param>
    public static IReadOnlyList<TagCandidate> Find(TaggingInput input, PostContext post, PostContext ocr)
    {
        var rules = new PhraseRules(post);
        var found = new OrderedDictionary<string, TagCandidate>(StringComparer.Ordinal);
        foreach (var span in Spans(post))
            Join(
                PhraseOf(post.Words, span), HashtagOf(post.Words, span) >= 0, candidate =>
                    candidate with { Spans = [.. candidate.Spans, span],
                        Hashtag = Math.Max(candidate.Hashtag, HashtagOf(post.Words, span)) });
        foreach (var span in Spans(ocr))
            Join(PhraseOf(ocr.Words, span), isTopic: false, candidate => candidate with { OcrSpans = [.. candidate.OcrSpans, span] });
        foreach (var experts in input.Opinions is { } opinions ? PhraseCandidates.Of(opinions) : [])
            Join(experts.Phrase, isTopic: false, candidate => candidate with { Experts = candidate.Experts ?? experts });
        foreach (var (place, attribute) in input.Attributes.Take(MostAttributes).Index())
            Join(attribute, isTopic: false,
                candidate => candidate with { Attribute = candidate.Attribute < 0 ? place : candidate.Attribute });
        return [.. found.Values];

        void Join(string phrase, bool isTopic, Func<TagCandidate, TagCandidate> add)
        {
            var words = phrase.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var key = PhraseKey.Of(phrase);
            if (key.Length > 0 && (found.ContainsKey(key) || rules.Allows(words, isTopic)))
                found[key] = add(found.GetValueOrDefault(key) ?? new TagCandidate { Phrase = string.Join(' ', words), Key = key });
        }
    }

    /// <summary>The phrase of a span, lower case.</summary>
    public static string PhraseOf(IReadOnlyList<PostWord> words, WordSpan span) =>
        string.Join(' ', Enumerable.Range(span.Start, span.Length).Select(at => words[at].Lower))
            .Replace(" 's", "'s", StringComparison.Ordinal);

    /// <summary>Number of the hashtag that a span covers exactly; -1 when there is none.</summary>
    public static int HashtagOf(IReadOnlyList<PostWord> words, WordSpan span)
    {
        var number = words[span.Start].Hashtag;
        return number >= 0 && words[span.End - 1].Hashtag == number && Starts(words, span.Start) && Ends(words, span.End) ? number : -1;
    }

    /// <summary>Whole hashtags, runs of words that begin and end with a content word, and likely names.</summary>
    private static IEnumerable<WordSpan> Spans(PostContext post)
    {
        var words = post.Words;
        for (var start = 0; start < words.Count; start++)
        {
            if (!MayStand(words[start]))
                continue;
            var most = Math.Min(words.Count, start + (words[start].Hashtag < 0 ? LongestName : 2 * LongestName));
            for (var end = start + 1; end <= most && Joins(words, start, end - 1); end++)
            {
                var span = new WordSpan(start, end);
                if (HashtagOf(words, span) >= 0 || (MayStand(words[end - 1]) && (IsPlain(post, span) || IsName(post, span))))
                    yield return span;
            }
        }
    }

    private static bool MayStand(PostWord word) => word.Kind is WordKind.Word or WordKind.Number;

    /// <summary>Whether a word may continue the span before it.</summary>
    private static bool Joins(IReadOnlyList<PostWord> words, int start, int at) =>
        at == start || MayStand(words[at]) || words[at].Kind == WordKind.Possessive;


    private static bool Starts(IReadOnlyList<PostWord> words, int start) =>
        start == 0 || words[start].Hashtag < 0 || words[start].Hashtag != words[start - 1].Hashtag;

    private static bool Ends(IReadOnlyList<PostWord> words, int end) =>
        end == words.Count || words[end - 1].Hashtag < 0 || words[end].Hashtag != words[end - 1].Hashtag;

    private static bool IsPlain(PostContext post, WordSpan span) =>
        span.Length <= LongestPlain && OneSideOfHashtags(post, span)
        && post.Words[span.Start] is { IsWord: true } && !post.IsFunction(post.Words[span.Start])
        && !post.IsFunction(post.Words[span.End - 1])
        && Enumerable.Range(span.Start, span.Length).Count(at => post.IsFunction(post.Words[at])) <= 1;

    private static bool IsName(PostContext post, WordSpan span) =>
        span.Length <= LongestName && post.Names.SpanProbability(span.Start, span.End)
            + post.Phrases.SpanProbability(span.Start, span.End) > LikelyName;

    // Part of a hashtag may be a candidate. A span may cross the edge between a hashtag and plain words only if it contains the whole
    // hashtag and ends no later than the last plain word.
    private static bool OneSideOfHashtags(PostContext post, WordSpan span)
    {
        var words = post.Words;
        for (var at = span.Start + 1; at < span.End; at++)
        {
            if (words[at].Hashtag != words[at - 1].Hashtag
                && (
                    (words[at].Hashtag >= 0 && words[at - 1].Hashtag >= 0) || !Starts(words, span.Start) || !Ends(words, span.End)
                        || span.End - 1 > post.LastPlainWord))
                return false;
        }

        return true;
    }
}
