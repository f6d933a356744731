using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.OnnxGraph.Keyphrases;
using Engram.TestKit.Keyphrases;
using Microsoft.ML.OnnxRuntime;

namespace Engram.OnnxGraph.Tests.Keyphrases;

/// <summary><see cref="DecoderStepGraph"/> against <see cref="DecoderReference"/>.</summary>
public sealed class When_a_generator_takes_a_step
{
    // Rounding of float32 sums over a few dozen numbers.
    private const double Tolerance = 2e-5;

    private const int V = 40;
    private const int E = 6;
    private const int D = 8;
    private const int B = 3;
    private const int K = 2;
    private const int T = 7;
    private const int W = 4;
    private const int Best = 12;

    private static readonly int[] Lengths = [7, 1, 4];

    // Repeated words, words beyond the vocabulary, a word that the classifier also gives, and padding.
    private static readonly long[][] CopyIds = [[5, 9, 5, 40, 41, 9, 40], [39], [40, 3, 3, 17]];
    private static readonly (long Word, double Weight)[][] ClassWords =
        [[(9, 0.5), (9, 0.2), (11, 0.3), (0, 0)], [(0, 0), (0, 0), (0, 0), (0, 0)], [(17, 0.25), (20, 0.75), (0, 0), (0, 0)]];

    public static TheoryData<int, float, bool> Settings =>
        new() { { 1, 1, false }, { 2, 1, false }, { 3, 0.5f, true }, { 4, 0.5f, false }, { 5, 1, true } };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Should_give_the_best_words_that_the_whole_distribution_has(int seed, float copyWeight, bool isNormalized)
    {
        var weights = RandomWeights.Decoder(seed, V, E, D, copyWeight: copyWeight, isNormalized: isNormalized);
        var random = new Random(seed);
        var tokens = Enumerable.Range(0, B * K).Select(_ => random.NextInt64(V)).ToArray();
        var states = RandomWeights.Numbers(random, B * K * D, 0.5f);
        var memory = RandomWeights.Numbers(random, B * T * D, 1);
        var projected = RandomWeights.Numbers(random, B * T * D, 1);
        var fused = RandomWeights.Numbers(random, B * D, 1);
        long[] rows = [0, 1, 2, 5]; // post 1 has one beam left, post 2 only its second beam

        var results = Run(DecoderStepGraph.Export(weights), tokens, states, rows, memory, projected, fused);
        using var disposal = results;
        var (next, words, logs, attention, generate) = (Floats(results, 0), results[1].GetTensorDataAsSpan<long>().ToArray(),
            Floats(results, 2), Floats(results, 3), Floats(results, 4));

        var reference = new DecoderReference(weights);
        for (var n = 0; n < rows.Length; n++)
        {
            var (row, post) = ((int)rows[n], (int)rows[n] / K);
            var expected = reference.Step(
                tokens[row], Row(states, row), Tokens(memory, post), Tokens(projected, post), CopyIds[post], Row(fused, post),
                ClassWords[post], extraWords: 2);

            AssertClose(expected.State, next.AsSpan(n * D, D));
            AssertClose([.. expected.Attention, .. new double[T - Lengths[post]]], attention.AsSpan(n * T, T));
            Assert.Equal(expected.Generate, generate[n], Tolerance);
            var best = expected.Probabilities.Index().OrderByDescending(word => word.Item).Take(Best).ToArray();
            Assert.Equal(best.Select(word => (long)word.Index), words.Skip(n * Best).Take(Best));
            AssertClose([.. best.Select(word => Math.Log(word.Item + 1e-8))], logs.AsSpan(n * Best, Best));
        }
    }

    private static IDisposableReadOnlyCollection<OrtValue> Run(
        byte[] model, long[] tokens, float[] states, long[] rows, float[] memory, float[] projected, float[] fused)
    {
        using var session = new TestSession(model);
        using var run = new RunOptions();
        var inputs = new Dictionary<string, OrtValue>
        {
            [KeyphraseInterface.TokenInput] = TestSession.Tensor(tokens, B, K),
            [KeyphraseInterface.StateInput] = TestSession.Tensor(states, B, K, D),
            [KeyphraseInterface.RowsInput] = TestSession.Tensor(rows, rows.Length),
            [KeyphraseInterface.MemoryInput] = TestSession.Tensor(memory, B, T, D),
            [KeyphraseInterface.ProjectedMemoryInput] = TestSession.Tensor(projected, B, T, D),
            [KeyphraseInterface.TokenMaskInput] = TestSession.Tensor(
                [.. Lengths.SelectMany(length => Enumerable.Range(0, T).Select(t => t < length ? 1f : 0f))], B, T),
            [KeyphraseInterface.CopyIdsInput] = TestSession.Tensor(
                [.. CopyIds.SelectMany(ids => ids.Concat(new long[T - ids.Length]))], B, T),
            [KeyphraseInterface.FusedInput] = TestSession.Tensor(fused, B, D),
            [KeyphraseInterface.ClassWordsInput] = TestSession.Tensor(
                [.. ClassWords.SelectMany(words => words.Select(word => word.Word))], B, W),
            [KeyphraseInterface.ClassWeightsInput] = TestSession.Tensor(
                [.. ClassWords.SelectMany(words => words.Select(word => (float)word.Weight))], B, W),
            [KeyphraseInterface.BestInput] = TestSession.Tensor([(long)Best], 1),
        };
        try
        {
            return session.Session.Run(run, inputs, [.. KeyphraseInterface.DecoderOutputsOf(D).Select(output => output.Name)]);
        }
        finally
        {
            foreach (var value in inputs.Values)
                value.Dispose();
        }
    }

    private static double[] Row(float[] table, int row) => [.. table.Skip(row * D).Take(D).Select(value => (double)value)];

    private static double[][] Tokens(float[] memory, int post) =>
        [.. Enumerable.Range(post * T, Lengths[post]).Select(token => Row(memory, token))];

    private static float[] Floats(IDisposableReadOnlyCollection<OrtValue> results, int output) =>
        results[output].GetTensorDataAsSpan<float>().ToArray();

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance);
    }
}
