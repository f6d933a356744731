using Engram.ModelPackage.Keyphrases;

namespace Engram.Trainer.Keyphrases;

/// <summary>The baseline that reads nothing: for every post the most frequent keyphrases of the training posts of its source.</summary>
public static class MostFrequentLabels
{
    public static IReadOnlyList<(LabelledPost Post, IReadOnlyList<string> Phrases)> Predict(TaggerCorpus corpus, IReadOnlyList<LabelledPost> posts)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        var mostFrequent = corpus.Of(DataSplit.Train)
            .GroupBy(post => post.Source, StringComparer.Ordinal)
            .ToDictionary(source => source.Key, source => (IReadOnlyList<string>)[.. source
                .SelectMany(post => post.Keyphrases)
                .CountBy(phrase => phrase, StringComparer.Ordinal)
                .OrderByDescending(phrase => phrase.Value).ThenBy(phrase => phrase.Key, StringComparer.Ordinal)
                .Take(TaggerScores.RankedPhrases)
                .Select(phrase => phrase.Key)]);
        return [.. posts.Select(post => (post, mostFrequent.GetValueOrDefault(post.Source, [])))];
    }
}
