using Engram.OnnxGraph.Keyphrases;

namespace Engram.TestKit.Keyphrases;

/// <summary>Seeded random weights, for untrained networks that run the same computation as trained ones.</summary>
public static class RandomWeights
{
    public static DecoderWeights Decoder(
        int seed, int words, int embeddingWidth, int width, float scale = 1, float copyWeight = 1, bool isNormalized = false)
    {
        var random = new Random(seed);
        var (v, e, d) = (words, embeddingWidth, width);
        return new DecoderWeights
        {
            Words = v,
            EmbeddingWidth = e,
            Width = d,
            Embedding = Draw(v * e, 1),
            GruInput = Draw(3 * d * e, e),
            GruHidden = Draw(3 * d * d, d),
            GruInputBias = Draw(3 * d, d),
            GruHiddenBias = Draw(3 * d, d),
            AttentionState = Draw(d * d, d),
            AttentionBias = Draw(d, d),
            AttentionScore = Draw(d, 1),
            Context = Draw(2 * d * d, 2 * d),
            ContextBias = Draw(d, 2 * d),
            Hidden = Draw(2 * d * d, 2 * d),
            HiddenBias = Draw(d, 2 * d),
            Vocabulary = Draw(v * d, d),
            VocabularyBias = Draw(v, d),
            Generate = Draw(2 * d + e, 2 * d),
            GenerateBias = Draw(1, 1),
            CopyWeight = copyWeight,
            IsNormalized = isNormalized,
        };

        float[] Draw(int count, int inputs) => Numbers(random, count, scale / MathF.Sqrt(inputs));
    }

    /// <summary>Numbers drawn uniformly from ±2 <paramref name="deviation"/>.</summary>
    public static float[] Numbers(Random random, int count, float deviation)
    {
        ArgumentNullException.ThrowIfNull(random);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (random.NextSingle() - 0.5f) * 4 * deviation;
        return numbers;
    }
}
