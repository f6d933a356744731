using Engram.Inference.Keyphrases;

namespace Engram.Inference.Tests.Models;

/// <summary>Compares two outputs of a model for the same post.</summary>
internal static class ReadingAssert
{
    /// <summary>Asserts that numbers agree within <paramref name="tolerance"/>. Order is compared only where scores are
    /// clearly different.</summary>
    public static void Same(KeyphraseOutputs expected, KeyphraseOutputs actual, float tolerance)
    {
        SameRanking([.. expected.Generated.Select(phrase => (phrase.Phrase, phrase.MeanLogProbability))],
            [.. actual.Generated.Select(phrase => (phrase.Phrase, phrase.MeanLogProbability))], tolerance);
        SameRanking([.. expected.Classified.Select(label => (label.Phrase, label.Probability))],
            [.. actual.Classified.Select(label => (label.Phrase, label.Probability))], tolerance);
        Close(expected.TokenAttention, actual.TokenAttention, tolerance);
        Close(expected.RegionAttention, actual.RegionAttention, tolerance);
    }

    private static void SameRanking((string Phrase, float Score)[] expected, (string Phrase, float Score)[] actual, float tolerance)
    {
        Close([.. expected.Select(phrase => phrase.Score)], [.. actual.Select(phrase => phrase.Score)], tolerance);
        for (var rank = 0; rank < expected.Length; rank++)
        {
            var isAlone = expected.Where((_, other) => other != rank)
                .All(other => Math.Abs(other.Score - expected[rank].Score) > 2 * tolerance);
            if (isAlone && rank < expected.Length - 1)
                Assert.Equal(expected[rank].Phrase, actual[rank].Phrase);
        }
    }

    private static void Close(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
