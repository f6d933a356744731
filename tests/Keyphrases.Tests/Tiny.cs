using Engram.Keyphrases.Tagging;

namespace Engram.Keyphrases.Tests;

/// <summary>Parts of a ranker that are small enough to compute by hand.</summary>
internal static class Tiny
{
    /// <summary>A tagger that gives every span a low probability.</summary>
    public static SpanTagger Tagger { get; } = new(new float[SpanFeatures.Places * SpanTagger.Tags], [0, -9, 0, 0, -9, 0, 0, -9, 0]);

    public static PhraseStatistics Statistics { get; } = new(
        100,
        new Dictionary<string, WordFacts> { ["garden"] = new(10, 5, 0.5f, 1, -1.25f, float.NaN) },
        new Dictionary<string, PhraseFacts> { ["rosegarden"] = new(4, 3) });

    public static PostContext Context(string text) => PostContext.Of(text, Tagger, Tagger, PostScanner.MostWords);

    /// <summary>Scores hashtags with probability 0.9, other two-word phrases with 0.6, all others with 0.1.</summary>
    public static TagRanker Ranker(float threshold, float topicThreshold)
    {
        var (hashtag, words) = (Feature("hashtag"), Feature("words"));
        var tree = new RegressionTree
        {
            Features = [hashtag, words, -1, -1, -1],
            Values = [0, 1, 2, -2, 1],
            Children = [1, 3, -1, -1, -1],
            UnknownLeft = [true, true, false, false, false],
        };
        var weights = new RankerWeights(
            TagFeatures.Names, new BoostedTrees(0, [tree]), new ScoreCalibration([-2, 1, 2], [0.1f, 0.6f, 0.9f]), threshold,
            topicThreshold);
        return new TagRanker(Tagger, Tagger, Statistics, mixture: null, weights);
    }

    private static int Feature(string name) => TagFeatures.Names.Index().Single(feature => feature.Item == name).Index;
}
