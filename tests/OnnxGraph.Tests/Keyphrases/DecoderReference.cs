using Engram.OnnxGraph.Keyphrases;

namespace Engram.OnnxGraph.Tests.Keyphrases;

/// <summary>Reference for one generator step of one beam, in plain loops and double precision, after the papers' RNNDecoder. Computes P
/// for all words.</summary>
internal sealed class DecoderReference(DecoderWeights w)
{
    /// <param name="token">Previous word, y.</param>
    /// <param name="state">Previous state h, [D].</param>
    /// <param name="memory">H, [T][D], of the post's own tokens without padding.</param>
    /// <param name="projected">W_m H, [T][D].</param>
    /// <param name="copyIds">Word id of each token, [T].</param>
    /// <param name="fused">Fused post vector, [D].</param>
    /// <param name="classWords">Words of the classifier with their weights.</param>
    /// <param name="extraWords">Number of words beyond the vocabulary, X.</param>
    public (double[] State, double[] Attention, double Generate, double[] Probabilities) Step(
        long token, double[] state, double[][] memory, double[][] projected, long[] copyIds, double[] fused,
            (long Word, double Weight)[] classWords, int extraWords)
    {
        var (D, E) = (w.Width, w.EmbeddingWidth);
        var y = Enumerable.Range(0, E).Select(e => (double)w.Embedding[token * E + e]).ToArray();

        var i = Linear(w.GruInput, w.GruInputBias, y);
        var g = Linear(w.GruHidden, w.GruHiddenBias, state);
        var h = new double[D];
        for (var d = 0; d < D; d++)
        {
            var reset = Sigmoid(i[d] + g[d]);
            var update = Sigmoid(i[D + d] + g[D + d]);
            var candidate = Math.Tanh(i[2 * D + d] + reset * g[2 * D + d]);
            h[d] = (1 - update) * candidate + update * state[d];
        }

        var asked = Linear(w.AttentionState, w.AttentionBias, h);
        var attention = Softmax(
            [.. projected.Select(m => m.Select((value, d) => w.AttentionScore[d] * Math.Tanh(value + asked[d])).Sum())]);
        var read = Enumerable.Range(0, D).Select(d => memory.Select((m, t) => attention[t] * m[d]).Sum()).ToArray();
        var context = Linear(w.Context, w.ContextBias, [.. read, .. h]).Zip(fused, (a, b) => a + b).ToArray();

        double[] both = [.. context, .. h];
        var vocabulary = Softmax(Linear(w.Vocabulary, w.VocabularyBias, Linear(w.Hidden, w.HiddenBias, both)));
        var generate = Sigmoid(Linear(w.Generate, w.GenerateBias, [.. both, .. y])[0]);
        double[] probabilities = [.. vocabulary.Select(p => p * generate), .. new double[extraWords]];
        for (var t = 0; t < copyIds.Length; t++)
            probabilities[copyIds[t]] += (1 - generate) * w.CopyWeight * attention[t];
        foreach (var (word, weight) in classWords)
            probabilities[word] += (1 - generate) * weight;
        if (w.IsNormalized)
        {
            var sum = probabilities.Sum();
            probabilities = [.. probabilities.Select(p => p / sum)];
        }

        return (h, attention, generate, probabilities);
    }

    private static double[] Linear(float[] weight, float[] bias, double[] input) =>
        [.. bias.Select((b, row) => b + input.Select((value, column) => weight[row * input.Length + column] * value).Sum())];

    private static double[] Softmax(double[] scores)
    {
        var greatest = scores.Max();
        var exp = scores.Select(score => Math.Exp(score - greatest)).ToArray();
        return [.. exp.Select(value => value / exp.Sum())];
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
