namespace Engram.Scoring.Keyphrases;

/// <summary>Figures of predicted keyphrases, as Wang et al. 2020 report them.</summary>
/// <param name="Posts">Posts that were scored.</param>
/// <param name="All">Over every phrase of every post.</param>
/// <param name="Present">Over the phrases found in their post, in posts with such a target.</param>
/// <param name="Absent">Over the phrases not found in their post, in posts with such a target.</param>
public sealed record KeyphraseScores(int Posts, KeyphraseGroupScores All, KeyphraseGroupScores Present, KeyphraseGroupScores Absent)
{
    /// <summary>Scores posts; present and absent are told apart after stemming.</summary>
    public static KeyphraseScores Of(IEnumerable<PredictedPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var all = new List<RankedPrediction>();
        var present = new List<RankedPrediction>();
        var absent = new List<RankedPrediction>();
        foreach (var post in posts)
        {
            var words = StemmedSource.Of(post.Source);
            var predictions = StemmedPhrases.OfPredictions(post.Predictions);
            var targets = StemmedPhrases.OfTargets(post.Targets);
            var presentPredictions = predictions.Where(words.Contains).ToList();
            var presentTargets = targets.Where(words.Contains).ToList();
            all.Add(new RankedPrediction(predictions, targets.ToHashSet()));
            present.Add(new RankedPrediction(presentPredictions, presentTargets.ToHashSet()));
            absent.Add(new RankedPrediction([.. predictions.Except(presentPredictions)], targets.Except(presentTargets).ToHashSet()));
        }

        return new KeyphraseScores(all.Count, KeyphraseGroupScores.Of(all), KeyphraseGroupScores.Of(present), KeyphraseGroupScores.Of(absent));
    }
}
