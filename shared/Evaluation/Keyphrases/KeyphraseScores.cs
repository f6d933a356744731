using Engram.Text;

namespace Engram.Evaluation.Keyphrases;

/// <summary>Metrics of predicted keyphrases, as Wang et al. 2020 report them.</summary>
/// <param name="Posts">Posts scored.</param>
/// <param name="All">Over every phrase of every post.</param>
/// <param name="Present">Over the phrases found in their post, in posts with such a target.</param>
/// <param name="Absent">Over the phrases not found in their post, in posts with such a target.</param>
public sealed record KeyphraseScores(int Posts, KeyphraseGroupScores All, KeyphraseGroupScores Present, KeyphraseGroupScores Absent)
{
    /// <summary>Scores posts. A phrase is present when its stems occur in a row among the stems of the post.</summary>
    public static KeyphraseScores Of(IEnumerable<PredictedPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var all = new List<RankedPrediction>();
        var present = new List<RankedPrediction>();
        var absent = new List<RankedPrediction>();
        foreach (var post in posts)
        {
            var words = PhraseStems.Of(post.Source.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var predictions = StemmedPhrases.OfPredictions(post.Predictions);
            var targets = StemmedPhrases.OfTargets(post.Targets);
            var presentPredictions = predictions.Where(IsPresent).ToList();
            var presentTargets = targets.Where(IsPresent).ToList();
            all.Add(new RankedPrediction(predictions, targets.ToHashSet()));
            present.Add(new RankedPrediction(presentPredictions, presentTargets.ToHashSet()));
            absent.Add(new RankedPrediction([.. predictions.Except(presentPredictions)], targets.Except(presentTargets).ToHashSet()));

            bool IsPresent(string stems) => PhraseStems.Find(words, stems.Split(' ')) >= 0;
        }

        return new KeyphraseScores(
            all.Count, KeyphraseGroupScores.Of(all), KeyphraseGroupScores.Of(present), KeyphraseGroupScores.Of(absent));
    }
}
