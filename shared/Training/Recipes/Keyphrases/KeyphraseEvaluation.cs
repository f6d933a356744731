using Engram.Evaluation.Keyphrases;
using Engram.Keyphrases.Ranking;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Measures the phrases that a model predicts: those of each expert alone, and mixed by a gate.</summary>
/// <param name="experiment">Which experts are mixed, and how many phrases a post gets.</param>
/// <param name="corpus">The posts.</param>
/// <param name="model">The model whose experts are measured.</param>
/// <param name="memory">The tagged posts that vote; null for none.</param>
internal sealed class KeyphraseEvaluation(KeyphraseExperiment experiment, KeyphraseCorpus corpus, M3hAtt model, TaggedPostMemory? memory)
{
    /// <summary>Metrics by name: source of posts, expert or mixture, metric.</summary>
    /// <param name="test">Predictions for the test posts.</param>
    /// <param name="heldOut">Predictions for the posts that mixtures are fitted on; empty without a mixture.</param>
    /// <param name="mixture">The mixture to serve; null for none.</param>
    public IReadOnlyDictionary<string, double> Figures(
        IReadOnlyList<PostPredictions> test, IReadOnlyList<PostPredictions> heldOut, PhraseRanker? mixture)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        AddExperts(metrics, "", test);
        if (heldOut.Count > 0)
            AddExperts(metrics, "held-out.", heldOut); // experiments are chosen by these, not by the test posts
        if (mixture is null)
            return metrics;
        AddMixture(metrics, "mixture", test, mixture, experiment.PackTaggedPosts, without: null);
        if (memory is not null && !experiment.PackTaggedPosts)
            AddMixture(metrics, "mixture-with-neighbours", test, mixture, withNeighbours: true, without: null);
        if (experiment.LeaveOneExpertOut)
        {
            foreach (var expert in new[] { PhraseExpert.Generator, PhraseExpert.Classifier, PhraseExpert.Neighbours })
                AddMixture(metrics, $"mixture-without-{expert.ToString().ToLowerInvariant()}", test, FitMixture(heldOut, expert),
                    experiment.PackTaggedPosts, expert);
        }

        return metrics;
    }

    /// <summary>Fits a gate to the held-out posts, which neither reader nor generator has seen.</summary>
    /// <param name="heldOut">Predictions for the held-out posts.</param>
    /// <param name="without">An expert to leave out; null for none.</param>
    public PhraseRanker FitMixture(IReadOnlyList<PostPredictions> heldOut, PhraseExpert? without)
    {
        // When the package has no tagged posts, a post comes with neighbors from a memory set or with none, so the gate learns both.
        bool[] ways = memory is null ? [false] : experiment.PackTaggedPosts ? [true] : [true, false];
        var examples = heldOut.SelectMany(
            prediction => ways.Select(
                withNeighbours => new MixtureExample(Opinions(prediction, withNeighbours, without), prediction.Post.Keyphrases)));
        return MixtureFitting.Fit([.. examples], new MixtureSettings());
    }

    private void AddExperts(Dictionary<string, double> metrics, string prefix, IReadOnlyList<PostPredictions> predictions)
    {
        var best = experiment.Beam.Best;
        var mostFrequent = new MostFrequentLabels(corpus.Training, best);
        Add(metrics, prefix, "most-frequent", predictions, prediction => mostFrequent.Of(prediction.Post));
        if (model.Generator is not null)
            Add(metrics, prefix, "generator", predictions, prediction => [.. prediction.Generated.Select(phrase => phrase.Phrase)]);
        if (model.Classifier is not null)
            Add(metrics, prefix, "classifier", predictions, prediction => [.. prediction.Labels.Take(best).Select(label => label.Phrase)]);
        if (memory is not null)
            Add(metrics, prefix, "neighbours", predictions,
                prediction => [.. NeighborVote.Count(memory.Find(prediction.Post)).Take(best).Select(vote => vote.Phrase)]);
    }

    private void AddMixture(
        Dictionary<string, double> metrics, string name, IReadOnlyList<PostPredictions> predictions, PhraseRanker mixture,
        bool withNeighbours, PhraseExpert? without) =>
        Add(
            metrics, "", name, predictions, prediction =>
                [.. mixture.Rank(Opinions(prediction, withNeighbours, without), experiment.Beam.Best).Select(phrase => phrase.Phrase)]);

    private PhraseEvidence Opinions(PostPredictions prediction, bool withNeighbours, PhraseExpert? without)
    {
        var encoding = corpus.Encode(prediction.Post);
        return new PhraseEvidence
        {
            Words = encoding.OwnWords,
            OcrWords = encoding.OcrWords,
            Generated = without == PhraseExpert.Generator ? [] : prediction.Generated,
            Classified = without == PhraseExpert.Classifier ? [] : prediction.Labels,
            Neighbours = withNeighbours && without != PhraseExpert.Neighbours ? memory?.Find(prediction.Post) ?? [] : [],
        };
    }

    private static void Add(
        Dictionary<string, double> metrics, string prefix, string name, IReadOnlyList<PostPredictions> predictions,
        Func<PostPredictions, IReadOnlyList<string>> phrases)
    {
        foreach (var source in predictions.GroupBy(prediction => prediction.Post.Source, StringComparer.Ordinal))
        {
            var scores = KeyphraseScores.Of(
                source.Select(one => new PredictedPost($"{one.Post.Text} {one.Post.Ocr}", one.Post.Keyphrases, phrases(one))));
            foreach (var metric in new[] { "f1@1", "f1@3", "map@5" })
                metrics[$"{prefix}{source.Key}.{name}.{metric}"] = scores.All.Metrics[metric];
            foreach (var (group, figures) in new[] { ("present", scores.Present), ("absent", scores.Absent) })
                metrics[$"{prefix}{source.Key}.{name}.{group}.f1@1"] = figures.Metrics["f1@1"];
        }
    }
}
