using Engram.Evaluation.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Tagging;
using Engram.ModelStore;
using Engram.Text;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Training files of a ranker.</summary>
/// <param name="Tweets">Posts with their hashtags, one per line.</param>
/// <param name="Entities">Sentences with named entities, see <see cref="EntitySentences"/>.</param>
/// <param name="Train">Training posts in CMKP's format.</param>
/// <param name="Dev">Posts in CMKP's format to measure on.</param>
/// <param name="Judged">Tags that a person would keep, see <see cref="JudgedPosts"/>.</param>
public sealed record RankerFiles(string Tweets, string Entities, CmkpFiles Train, CmkpFiles Dev, string Judged)
{
    internal IReadOnlyList<TrainingData> Describe() => [.. new[] { Tweets, Entities, Train.Posts, Judged }.Select(TrainingData.OfLines)];
}

/// <summary>The model whose phrases are ranked together with those of the post.</summary>
/// <param name="Read">Returns the evidence of classifier and generator for posts, in their order.</param>
/// <param name="Mixture">The model's gate.</param>
/// <param name="WasHeldOut">Whether the model was not trained on a post with this text.</param>
public sealed record RankedModel(
    Func<IReadOnlyList<KeyphraseInput>, IReadOnlyList<PhraseEvidence>> Read, PhraseRanker? Mixture, Predicate<string> WasHeldOut);

/// <summary>Trains a <see cref="TagRanker"/>. All posts except the judged ones fit its two taggers and its counts. The judged posts, with
/// all experts and again with some left out, and the CMKP posts that the model never saw fit its trees.</summary>
public sealed class RankerTraining
{
    /// <summary>Prefix of all metric names.</summary>
    public const string MetricPrefix = "ranker.";

    private const int NameEpochs = 4;
    private const int PhraseEpochs = 3;
    private const int LowerCaseEvery = 3;
    private const float AuthorWeight = 0.5f; // for a post whose only known tags are its author's

    private readonly RankerFiles _files;
    private readonly RankedModel _model;
    private readonly IProgress<string> _progress;
    private readonly Random _random;
    private readonly int _seed;

    private readonly IReadOnlyList<EntitySentence> _sentences;
    private readonly string[] _tweets;
    private readonly CmkpPost[] _posts;
    private readonly JudgedPosts _judged;

    /// <exception cref="InvalidDataException">A file is malformed; the message says where.</exception>
    public RankerTraining(RankerFiles files, RankedModel model, int seed, IProgress<string> progress)
    {
        ArgumentNullException.ThrowIfNull(files);
        (_files, _model, _seed, _random, _progress) = (files, model, seed, new Random(seed), progress);
        _sentences = EntitySentences.Read(files.Entities);
        _tweets = File.ReadAllLines(files.Tweets);
        _posts = [.. files.Train.ReadTagged()];
        _judged = JudgedPosts.Read(files.Judged, _tweets, _sentences);
    }

    /// <summary>The data files with their hashes.</summary>
    public IReadOnlyList<TrainingData> Data => _files.Describe();

    /// <summary>Trains the ranker and writes its files to a folder.</summary>
    /// <returns>Metrics by name.</returns>
    public IReadOnlyDictionary<string, double> Run(string directory)
    {
        var judged = _judged.Posts.Select(post => post.Id).ToHashSet(StringComparer.Ordinal);
        var spans = _sentences.Index().Where(sentence => !judged.Contains($"e{sentence.Index}")).Select(sentence => sentence.Item.ToSpans())
            .Where(sentence => sentence.Words.Count > 0).ToArray();
        var tweets = _tweets.Index().Where(tweet => !judged.Contains($"h{tweet.Index + 1}")).Select(tweet => PostScanner.Scan(tweet.Item))
            .ToArray();
        var posts = _posts.Select(post => (Words: PostScanner.Scan(post.Text), post.Keyphrases)).ToArray();

        var lowered = spans.Where((_, place) => place % LowerCaseEvery == 0).Select(
            sentence => sentence with { Words = [.. sentence.Words.Select(word => new PostWord(word.Lower, word.Kind, word.Hashtag))] });
        var names = SpanTaggerFitting.Fit([.. spans, .. lowered], NameEpochs, _seed);
        _progress.Report($"names: {spans.Length} sentences");
        TaggedSpans[] marked = [.. tweets.Select(SentenceHashtags.OfHashtags).OfType<TaggedSpans>(),
            .. posts.Select(post => SentenceHashtags.OfKeyphrases(post.Words, post.Keyphrases)).OfType<TaggedSpans>()];
        var phrases = SpanTaggerFitting.Fit(marked, PhraseEpochs, _seed);
        _progress.Report($"phrases: {marked.Length} posts");
        var statistics = Count(spans, tweets, posts);
        _progress.Report($"statistics: {statistics.Posts} posts");
        names.Save(Path.Combine(directory, TagRanker.NamesFileName));
        phrases.Save(Path.Combine(directory, TagRanker.PhrasesFileName));
        statistics.Save(Path.Combine(directory, TagRanker.StatisticsFileName));

        // Reloads the files as inference reads them: weights in half precision, statistics with two decimals.
        TagRanker With(RankerWeights? weights) => new(
            SpanTagger.Load(Path.Combine(directory, TagRanker.NamesFileName)),
            SpanTagger.Load(Path.Combine(directory, TagRanker.PhrasesFileName)),
            PhraseStatistics.Load(Path.Combine(directory, TagRanker.StatisticsFileName)), _model.Mixture, weights);
        var (fitted, report) = TagRankerFitting.Fit(With(null), Examples(), new RankingSettings { Seed = _seed });
        ManifestJson.Write(Path.Combine(directory, TagRanker.RankerFileName), fitted);
        _progress.Report($"ranker: first tag right {report.FirstRight:F3}, {report.GivenRight:F3} of the given");
        return new SortedDictionary<string, double>(
            Figures(report).Concat(MeasureDev(With(fitted))).ToDictionary(), StringComparer.Ordinal);
    }

    private static PhraseStatistics Count(
        TaggedSpans[] spans, IReadOnlyList<PostWord>[] tweets, (IReadOnlyList<PostWord> Words, IReadOnlyList<string> Keyphrases)[] posts)
    {
        var counting = new PhraseCounting();
        foreach (var tweet in tweets)
            counting.Add(tweet, []);
        foreach (var (words, keyphrases) in posts)
            counting.Add(words, keyphrases);
        foreach (var sentence in spans)
        {
            counting.Add(sentence.Words, []);
            counting.AddNames(sentence);
        }

        return counting.ToStatistics(GloveVectors.Read(counting.Words.Concat(WordFrequencies.Words).ToHashSet(StringComparer.Ordinal)));
    }

    private IReadOnlyList<RankingExample> Examples()
    {
        var neighbours = new NeighbourFinder(_posts);
        var judged = WithOpinions(_judged.Posts, post => new KeyphraseInput { Text = post.Text }, neighbours);
        var held = WithOpinions([.. _posts.Where(post => _model.WasHeldOut(post.Text))], PostOf, neighbours);
        return
        [
            .. judged.Select(one => new RankingExample(Input(one.Read, one.Opinions), one.Post.Core, one.Post.Fine, 1, one.Post.IsRandom)),
            .. judged.Select(
                one => new RankingExample(Input(one.Read, Drop(one.Opinions)), one.Post.Core, one.Post.Fine, 1, IsJudged: false)),
            .. held.Select(
                one => new RankingExample(Input(one.Read, one.Opinions), one.Post.Keyphrases, [], AuthorWeight, IsJudged: false)),
            .. held.Select(
                one => new RankingExample(
                    Input(one.Read, one.Opinions with { Neighbours = [] }), one.Post.Keyphrases, [], AuthorWeight, IsJudged: false)),
            .. held.Select(
                one => new RankingExample(Input(one.Read, Drop(one.Opinions)), one.Post.Keyphrases, [], AuthorWeight, IsJudged: false)),
        ];
    }

    private IReadOnlyList<(T Post, KeyphraseInput Read, PhraseEvidence Opinions)> WithOpinions<T>(
        IReadOnlyList<T> posts, Func<T, KeyphraseInput> of, NeighbourFinder neighbours)
    {
        KeyphraseInput[] read = [.. posts.Select(of)];
        return [.. posts.Zip(read,
            _model.Read(read)).Select(one => (one.First, one.Second, one.Third with { Neighbours = neighbours.Find(one.Second) }))];
    }

    /// <summary>Drops each expert with probability 1/2, because a post may come without any.</summary>
    private PhraseEvidence Drop(PhraseEvidence opinions) => opinions with
    {
        Generated = _random.Next(2) == 0 ? [] : opinions.Generated,
        Classified = _random.Next(2) == 0 ? [] : opinions.Classified,
        Neighbours = _random.Next(2) == 0 ? [] : opinions.Neighbours,
    };

    /// <summary>F1@1 and other metrics on CMKP's development posts: the post alone, with each expert, without neighbors, and with
    /// all.</summary>
    private IEnumerable<KeyValuePair<string, double>> MeasureDev(TagRanker ranker)
    {
        var dev = WithOpinions([.. _files.Dev.ReadTagged()], PostOf, new NeighbourFinder(_posts));
        var none = new PhraseEvidence { Words = [] };
        (string Name, Func<PhraseEvidence, PhraseEvidence> Keep)[] subsets =
        [
            ("post", _ => none),
            ("post-classifier", all => none with { Words = all.Words, OcrWords = all.OcrWords, Classified = all.Classified }),
            ("post-generator", all => none with { Words = all.Words, OcrWords = all.OcrWords, Generated = all.Generated }),
            ("post-neighbours", all => none with { Words = all.Words, OcrWords = all.OcrWords, Neighbours = all.Neighbours }),
            ("without-neighbours", all => all with { Neighbours = [] }),
            ("all", all => all),
        ];
        foreach (var (name, keep) in subsets)
        {
            var scores = KeyphraseScores.Of(dev.Select(one => new PredictedPost(
                $"{one.Post.Text} {one.Post.Ocr}", one.Post.Keyphrases,
                [.. ranker.Rank(Input(one.Read, keep(one.Opinions)), most: 5, leastScore: 0).Select(tag => tag.Phrase)])));
            _progress.Report($"{name}: F1@1 {scores.All.Metrics["f1@1"]:F3}");
            foreach (var metric in new[] { "f1@1", "f1@3", "map@5" })
                yield return new($"ranker.cmkp.{name}.{metric}", scores.All.Metrics[metric]);
        }
    }

    private static KeyphraseInput PostOf(CmkpPost post) =>
        new() { Text = post.Text, OcrText = post.Ocr, Attributes = post.Attributes ?? [] };

    private static TaggingInput Input(KeyphraseInput post, PhraseEvidence opinions) =>
        new() { Text = post.Text, OcrText = post.OcrText, Attributes = post.Attributes, Opinions = opinions };

    private static IEnumerable<KeyValuePair<string, double>> Figures(RankingReport report) =>
    [
        new("ranker.judged.posts", report.Posts),
        new("ranker.judged.answered", report.Answered),
        new("ranker.judged.first-right", report.FirstRight),
        new("ranker.judged.first-right-without-hashtags", report.FirstRightWithoutHashtags),
        new("ranker.judged.given-right", report.GivenRight),
        new("ranker.judged.core-recall@5", report.CoreRecall),
        new("ranker.judged.kept-bare", report.KeptBare),
        new("ranker.judged.ece", report.CalibrationError),
        .. report.Reliability.SelectMany(bin => new KeyValuePair<string, double>[]
        {
            new(FormattableString.Invariant($"ranker.reliability.{bin.From:F1}.candidates"), bin.Candidates),
            new(FormattableString.Invariant($"ranker.reliability.{bin.From:F1}.score"), bin.Score),
            new(FormattableString.Invariant($"ranker.reliability.{bin.From:F1}.kept"), bin.Kept),
        }),
    ];
}
