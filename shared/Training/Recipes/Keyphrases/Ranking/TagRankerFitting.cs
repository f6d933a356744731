using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Options of the ranker's training.</summary>
internal sealed record RankingSettings
{
    public BoostingSettings Boosting { get; init; } = new();

    /// <summary>Folds of the posts. Each is scored by trees that did not see it; these scores are calibrated and measured. Default
    /// 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Target of a phrase that is right but not the post's topic. It only affects the order; the probability comes from
    /// calibration.</summary>
    public float FineTarget { get; init; } = 0.25f;

    /// <summary>Share of given tags that must be right at the threshold. Default 0.8.</summary>
    public double GivenRight { get; init; } = 0.8;

    /// <summary>Share of the posts with a topic that get tags. A post whose best tag scores lower counts as having no topic. Default
    /// 0.95.</summary>
    public double Answered { get; init; } = 0.95;

    /// <summary>Most tags per post. Default 5.</summary>
    public int MostTags { get; init; } = 5;

    public int Seed { get; init; } = 23;
}

/// <summary>Fits trees, calibration and threshold of a <see cref="TagRanker"/> on posts with their candidates.</summary>
internal static class TagRankerFitting
{
    /// <param name="ranker">A ranker without weights, which finds the candidates.</param>
    /// <param name="examples">Posts to fit on.</param>
    /// <param name="settings">How to fit.</param>
    public static (RankerWeights Weights, RankingReport Report) Fit(
        TagRanker ranker, IReadOnlyList<RankingExample> examples, RankingSettings settings)
    {
        var posts = examples.Select(example => ScoredPost.Of(ranker, example, settings.FineTarget)).ToArray();
        // Copies of a post with different evidence go into the same fold.
        var texts = examples.Select(example => example.Input.Text).Distinct(StringComparer.Ordinal).ToArray();
        new Random(settings.Seed).Shuffle(texts);
        var folds = texts.Index().ToDictionary(text => text.Item, text => text.Index % settings.Folds, StringComparer.Ordinal);
        Parallel.For(0, settings.Folds, fold =>
        {
            var trees = BoostedTreesFitting.Fit(
                [.. posts.Where(post => folds[post.Example.Input.Text] != fold).SelectMany(post => post.Rows)], settings.Boosting);
            foreach (var post in posts.Where(post => folds[post.Example.Input.Text] == fold))
                post.Score(trees);
        });

        var judged = posts.Where(post => post.Example.IsJudged).ToArray();
        var calibration = IsotonicFitting.Fit(judged.SelectMany(post => post.Scored));
        var topicThreshold = RankingReport.TopicThresholdOf(judged, calibration, settings);
        var threshold = RankingReport.ThresholdOf(
            [.. judged.Where(post => post.Best(calibration) >= topicThreshold)], calibration, settings);
        var all = BoostedTreesFitting.Fit([.. posts.SelectMany(post => post.Rows)], settings.Boosting);
        return (new RankerWeights(TagFeatures.Names, all, calibration, threshold, topicThreshold),
            RankingReport.Of(judged, calibration, (threshold, topicThreshold), settings));
    }
}

/// <summary>A post's candidates as rows, with their scores from trees that did not see the post.</summary>
internal sealed class ScoredPost
{
    private readonly TagCandidate[] _candidates;
    private float[] _scores = [];

    private ScoredPost(RankingExample example, TagCandidate[] candidates, RankerRow[] rows) =>
        (Example, _candidates, Rows) = (example, candidates, rows);

    public RankingExample Example { get; }

    public IReadOnlyList<RankerRow> Rows { get; }

    /// <summary>Score of each candidate, and whether a person kept it.</summary>
    public IEnumerable<(float Score, bool IsKept)> Scored =>
        _scores.Zip(_candidates, (score, candidate) => (score, Example.KeptKeys.Contains(candidate.Key)));

    public static ScoredPost Of(TagRanker ranker, RankingExample example, float fineTarget)
    {
        var sights = ranker.Look(example.Input);
        return new ScoredPost(
            example, [.. sights.Select(sight => sight.Candidate)],
            [.. sights.Select(sight => new RankerRow(TagFeatures.Of(sight), TargetOf(example, sight.Candidate.Key, fineTarget),
                example.Weight))]);
    }

    public void Score(BoostedTrees trees) => _scores = [.. Rows.Select(row => trees.Score(row.Features))];

    /// <summary>The score of the best candidate; 0 without candidates.</summary>
    public float Best(ScoreCalibration calibration) => _scores.Length == 0 ? 0 : calibration.Probability(_scores.Max());

    /// <summary>The tags that the post gets, best first.</summary>
    public IReadOnlyList<(TagCandidate Candidate, float Score)> Tags(ScoreCalibration calibration, float threshold, int most) =>
        TagSelection.Choose(
        _candidates.Zip(_scores).OrderByDescending(candidate => candidate.Second)
            .Select(candidate => (candidate.First, calibration.Probability(candidate.Second)))
            .TakeWhile(candidate => candidate.Item2 >= threshold),
        most);

    private static float TargetOf(RankingExample example, string key, float fineTarget) =>
        example.CoreKeys.Contains(key) ? 1 : example.KeptKeys.Contains(key) ? fineTarget : 0;
}
