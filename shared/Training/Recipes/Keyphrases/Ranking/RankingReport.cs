using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Candidates whose scores fall into the same tenth.</summary>
/// <param name="From">Lower bound of the scores.</param>
/// <param name="Candidates">Number of candidates.</param>
/// <param name="Score">Their mean score.</param>
/// <param name="Kept">Share of them that a person kept.</param>
internal sealed record ReliabilityBin(double From, int Candidates, double Score, double Kept);

/// <summary>Quality of the tags of held-out posts that a person judged.</summary>
internal sealed record RankingReport
{
    private const int Bins = 10;

    public required int Posts { get; init; }

    public required float Threshold { get; init; }

    public required float TopicThreshold { get; init; }

    /// <summary>Posts with a topic that get a tag / posts with a topic.</summary>
    public required double Answered { get; init; }

    /// <summary>First tags that are right / posts with a topic that get a tag.</summary>
    public required double FirstRight { get; init; }

    /// <summary>Same as <see cref="FirstRight"/>, over posts without hashtags.</summary>
    public required double FirstRightWithoutHashtags { get; init; }

    /// <summary>Right tags / given tags.</summary>
    public required double GivenRight { get; init; }

    /// <summary>Core phrases among the tags / core phrases, mean over posts with a topic.</summary>
    public required double CoreRecall { get; init; }

    /// <summary>Posts without a topic that get no tag / posts without a topic.</summary>
    public required double KeptBare { get; init; }

    /// <summary>Mean gap between score and share kept over the bins, weighted by their candidates.</summary>
    public required double CalibrationError { get; init; }

    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    public static RankingReport Of(
        IReadOnlyList<ScoredPost> posts, ScoreCalibration calibration, (float Tag, float Topic) thresholds, RankingSettings settings)
    {
        var tagged = posts.Select(
            post =>
                (
                    Post: post, Tags: post.Best(calibration) < thresholds.Topic ? []
                        : post.Tags(calibration, thresholds.Tag, settings.MostTags))).ToArray();
        var full = tagged.Where(post => post.Post.Example.KeptKeys.Count > 0).ToArray();
        var bare = tagged.Where(post => post.Post.Example.KeptKeys.Count == 0).ToArray();
        var answered = full.Where(post => post.Tags.Count > 0).ToArray();
        var plain = answered.Where(post => !post.Post.Example.Input.Text.Contains('#')).ToArray();
        var bins = posts.SelectMany(post => post.Scored).Select(scored => (Score: calibration.Probability(scored.Score), scored.IsKept))
            .GroupBy(scored => Math.Min(Bins - 1, (int)(scored.Score * Bins))).OrderBy(bin => bin.Key)
            .Select(
                bin => new ReliabilityBin(bin.Key / (double)Bins, bin.Count(), bin.Average(scored => scored.Score),
                    bin.Average(scored => scored.IsKept ? 1.0 : 0))).ToArray();
        return new RankingReport
        {
            Posts = posts.Count,
            Threshold = thresholds.Tag,
            TopicThreshold = thresholds.Topic,
            Answered = Share(full, post => post.Tags.Count > 0),
            FirstRight = Share(answered, post => IsRight(post.Post, post.Tags[0])),
            FirstRightWithoutHashtags = Share(plain, post => IsRight(post.Post, post.Tags[0])),
            GivenRight = Share(
                [.. tagged.SelectMany(post => post.Tags.Select(tag => (post.Post, tag)))], given => IsRight(given.Post, given.tag)),
            CoreRecall = full.Where(post => post.Post.Example.CoreKeys.Count > 0)
                .Average(
                    post => post.Tags.Count(
                        tag => post.Post.Example.CoreKeys.Contains(tag.Candidate.Key)) / (double)post.Post.Example.CoreKeys.Count),
            KeptBare = Share(bare, post => post.Tags.Count == 0),
            CalibrationError = bins.Sum(bin => bin.Candidates * Math.Abs(bin.Score - bin.Kept)) / bins.Sum(bin => bin.Candidates),
            Reliability = bins,
        };
    }

    /// <summary>Lowest score at which the required share of given tags is right, over posts that get any.</summary>
    public static float ThresholdOf(IReadOnlyList<ScoredPost> posts, ScoreCalibration calibration, RankingSettings settings)
    {
        // From the best score down, more and more tags are given. On a post without a topic every tag is wrong.
        var given = posts.SelectMany(
            post => post.Tags(calibration, 0, settings.MostTags).Select(tag => (tag.Score, IsRight: IsRight(post, tag))))
            .OrderByDescending(tag => tag.Score).ToArray();
        var (right, threshold) = (0, 1f);
        for (var i = 0; i < given.Length; i++)
        {
            right += given[i].IsRight ? 1 : 0;
            if (right >= settings.GivenRight * (i + 1))
                threshold = given[i].Score;
        }

        return threshold;
    }

    /// <summary>The score that the best candidate reaches on the required share of posts with a topic.</summary>
    public static float TopicThresholdOf(IReadOnlyList<ScoredPost> posts, ScoreCalibration calibration, RankingSettings settings)
    {
        var best = posts.Where(post => post.Example.KeptKeys.Count > 0).Select(post => post.Best(calibration)).OrderDescending().ToArray();
        return best.Length == 0 ? 0 : best[(int)Math.Ceiling(settings.Answered * best.Length) - 1];
    }

    private static bool IsRight(ScoredPost post, (TagCandidate Candidate, float Score) tag) =>
        post.Example.KeptKeys.Contains(tag.Candidate.Key);

    private static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> are) =>
        all.Count == 0 ? double.NaN : all.Count(are) / (double)all.Count;
}
