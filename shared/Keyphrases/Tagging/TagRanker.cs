using Engram.Keyphrases.Ranking;
using Engram.ModelStore;

namespace Engram.Keyphrases.Tagging;

/// <summary>A tag of a post.</summary>
/// <param name="Phrase">Lower case, words separated by one space.</param>
/// <param name="Score">Probability that a person would keep it.</param>
/// <param name="Source">Where it comes from; of several sources, the one closest to the post.</param>
/// <param name="Words">Its words as written in the post, or else in the picture; empty when it occurs in neither.</param>
public sealed record RankedTag(string Phrase, float Score, TagSource Source, IReadOnlyList<string> Words);

/// <summary>Ranks a post's tag candidates by the probability that a person would keep them.</summary>
public sealed class TagRanker
{
    /// <summary>Weights of the named-entity tagger.</summary>
    public const string NamesFileName = "names.bin";

    /// <summary>Weights of the tagger for hashtags inside sentences.</summary>
    public const string PhrasesFileName = "phrases.bin";

    /// <summary>How often words and phrases are tagged.</summary>
    public const string StatisticsFileName = "statistics.tsv";

    /// <summary>The trees, their calibration and the threshold.</summary>
    public const string RankerFileName = "ranker.json";

    private const int MostOcrWords = 80;
    private const double LikelyName = 0.5;

    // Minimum score of plain words in other languages: scores are calibrated on English posts.
    private const float LeastForeignScore = 0.7f;

    private readonly SpanTagger _names;
    private readonly SpanTagger _phrases;
    private readonly PhraseStatistics _statistics;
    private readonly PhraseRanker? _mixture;
    private readonly RankerWeights? _weights;

    internal TagRanker(SpanTagger names, SpanTagger phrases, PhraseStatistics statistics, PhraseRanker? mixture, RankerWeights? weights) =>
        (_names, _phrases, _statistics, _mixture, _weights) = (names, phrases, statistics, mixture, weights);

    /// <summary>The ranker of a package; null when it has none.</summary>
    /// <exception cref="ModelPackageException">A file is invalid, or its features are not those of this program.</exception>
    public static TagRanker? Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (!package.Manifest.Files.ContainsKey(RankerFileName))
            return null;
        var weights = package.Read<RankerWeights>(RankerFileName);
        if (!weights.Features.SequenceEqual(TagFeatures.Names))
            throw new ModelPackageException($"{package.PathOf(RankerFileName)} and this program do not agree on the features of a "
                + "candidate; fit the ranker with this version.");
        return new TagRanker(
            SpanTagger.Load(package.PathOf(NamesFileName)), SpanTagger.Load(package.PathOf(PhrasesFileName)),
            PhraseStatistics.Load(package.PathOf(StatisticsFileName)), PhraseRanker.Of(package), weights);
    }

    /// <summary>
    /// Tags, best first, without near repeats of a better tag. If the words give none, tags for the objects detected in the pictures.
    /// </summary>
    /// <param name="input">Everything known about the post.</param>
    /// <param name="most">Maximum number of tags.</param>
    /// <param name="leastScore">Minimum score of a tag; null uses the package's thresholds, which leave a post without a topic
    /// untagged.</param>
    public IReadOnlyList<RankedTag> Rank(TaggingInput input, int most, float? leastScore = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tags = (string.IsNullOrWhiteSpace(input.Text), string.IsNullOrWhiteSpace(input.OcrText)) switch
        {
            (false, _) => RankWords(input, most, leastScore),
            // The words in a picture alone are the post, as in a meme or a screenshot.
            (true, false) =>
                [.. RankWords(input with { Text = input.OcrText!, OcrText = null }, most,
                    leastScore).Select(tag => tag.Words.Count > 0 ? tag with { Source = TagSource.Ocr } : tag)],
            _ => [],
        };
        return tags.Count > 0 ? tags : PictureTags.Of(input.Objects, most, leastScore);
    }

    private IReadOnlyList<RankedTag> RankWords(TaggingInput input, int most, float? leastScore)
    {
        var sights = Look(input);
        var (first, rest) = (leastScore ?? _weights!.TopicThreshold, leastScore ?? _weights!.Threshold);
        var scored = sights
            .Select(sight => (Sight: sight, LogOdds: _weights!.Trees.Score(TagFeatures.Of(sight))))
            .OrderByDescending(candidate => candidate.LogOdds)
            .Select(candidate => (candidate.Sight.Candidate, Score: _weights!.Calibration.Probability(candidate.LogOdds)))
            .ToArray();
        var ranked = BehindTheirHashtags(scored, sights, rest)
            .TakeWhile((candidate, rank) => candidate.Score >= (rank == 0 ? Math.Max(first, rest) : rest))
            .Where(
                candidate =>
                    leastScore is not null || candidate.Score >= LeastForeignScore || !IsForeign(candidate.Candidate, sights[0].Post));
        return [.. TagSelection.Choose(ranked, most).Select(chosen => TagOf(chosen.Candidate, chosen.Score, sights[0]))];
    }

    /// <summary>
    /// Caps the score of a part of a hashtag at that of the hashtag itself, if the latter is returned: #BlackLivesMatter is about that
    /// first, and about lives second.
    /// </summary>
    private static IEnumerable<(TagCandidate Candidate, float Score)> BehindTheirHashtags(
        (TagCandidate Candidate, float Score)[] scored, IReadOnlyList<CandidateSight> sights, float least)
    {
        var whole = scored.Where(tag => tag.Candidate.Hashtag >= 0 && tag.Score >= least)
            .ToLookup(tag => tag.Candidate.Hashtag, tag => tag.Score);
        return scored
            .Select(
                tag =>
                    (
                        tag.Candidate, Score: PartOf(tag.Candidate, sights[0].Post) is { } hashtag
                            && whole[hashtag].Any() ? Math.Min(tag.Score, whole[hashtag].Max()) : tag.Score))
            .OrderByDescending(tag => tag.Score).ThenByDescending(tag => tag.Candidate.Hashtag >= 0);
    }

    /// <summary>The hashtag that contains all uses of a candidate as a part; null when there is none.</summary>
    private static int? PartOf(TagCandidate candidate, PostContext post)
    {
        if (candidate.Hashtag >= 0 || candidate.Spans.Count == 0)
            return null;
        var hashtag = post.Words[candidate.Spans[0].Start].Hashtag;
        return hashtag >= 0 && candidate.Spans.All(
            span => post.Words[span.Start].Hashtag == hashtag && post.Words[span.End - 1].Hashtag == hashtag) ? hashtag : null;
    }

    /// <summary>
    /// Whether a candidate is plain words in a language other than English, where the taggers can't tell nouns from verbs.
    /// </summary>
    private static bool IsForeign(TagCandidate candidate, PostContext post) =>
        post.Language != WordLists.English && candidate.Hashtag < 0
            && !candidate.Spans.Any(span => post.Names.SpanProbability(span.Start, span.End) > LikelyName);

    /// <summary>The candidates of a post.</summary>
    internal IReadOnlyList<CandidateSight> Look(TaggingInput input)
    {
        var post = PostContext.Of(input.Text, _names, _phrases, PostScanner.MostWords, input.Language);
        var ocr = PostContext.Of(input.OcrText ?? "", _names, _phrases, MostOcrWords);
        var candidates = CandidateFinder.Find(input, post, ocr);
        var topics = post.Words.Where(word => word.IsWord && !post.IsFunction(word)).Select(word => _statistics.OfWord(word.Lower).Topic)
            .Where(float.IsFinite).ToArray();
        var topic = topics.Length == 0 ? float.NaN : topics.Average();
        var name = candidates.SelectMany(candidate => candidate.Spans).Select(span => post.Names.SpanProbability(span.Start, span.End))
            .DefaultIfEmpty(0).Max();
        var mixture = MixtureOf(input);
        return [.. candidates.Select(candidate =>
            new CandidateSight(
                candidate, post, ocr, _statistics, topic, (float)name, mixture.GetValueOrDefault(candidate.Key, float.NaN)))];
    }

    private Dictionary<string, float> MixtureOf(TaggingInput input)
    {
        var scores = new Dictionary<string, float>(StringComparer.Ordinal);
        if (_mixture is null || input.Opinions is not { } opinions)
            return scores;
        foreach (var phrase in _mixture.Rank(opinions, int.MaxValue))
            scores.TryAdd(PhraseKey.Of(phrase.Phrase), phrase.Score);
        return scores;
    }

    private static RankedTag TagOf(TagCandidate candidate, float score, CandidateSight sight)
    {
        var source = SourceOf(candidate);
        IReadOnlyList<string> words = candidate switch
        {
            { Spans: [var span, ..] } => Words(sight.Post, span),
            { OcrSpans: [var span, ..] } => Words(sight.Ocr, span),
            _ => [],
        };
        return new RankedTag(candidate.Phrase, score, source, words);
    }

    private static TagSource SourceOf(TagCandidate candidate) => candidate switch
    {
        { Hashtag: >= 0 } => TagSource.Hashtag,
        { Spans.Count: > 0 } => TagSource.Post,
        { OcrSpans.Count: > 0 } => TagSource.Ocr,
        { Experts: { NeighbourShare: > 0.5f } } => TagSource.Neighbour,
        { Experts.GeneratorLogProbability: not null } => TagSource.Generator,
        { Experts.ClassifierProbability: not null } => TagSource.Classifier,
        { Attribute: >= 0 } => TagSource.Picture,
        _ => TagSource.Neighbour,
    };

    private static string[] Words(PostContext context, WordSpan span) =>
        [.. Enumerable.Range(span.Start, span.Length).Select(at => context.Words[at].Text)];
}

/// <summary>A fitted ranker, as stored in <see cref="TagRanker.RankerFileName"/>.</summary>
/// <param name="Features">Names of the features that the trees test.</param>
/// <param name="Trees">Give the log-odds.</param>
/// <param name="Calibration">Maps log-odds to probabilities.</param>
/// <param name="Threshold">Default minimum score of a tag.</param>
/// <param name="TopicThreshold">Default minimum score of the best tag; below it the post has no topic and gets no tags.</param>
internal sealed record RankerWeights(
    IReadOnlyList<string> Features, BoostedTrees Trees, ScoreCalibration Calibration, float Threshold, float TopicThreshold);
