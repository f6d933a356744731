using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary><see cref="ClassWords"/>.</summary>
public sealed class When_the_classifier_names_words
{
    private static readonly long[][] Labels = [[7], [8, 9], [8], [10, 11, 12]];

    [Fact]
    public void Should_weigh_each_word_of_the_best_labels_by_its_labels_logit()
    {
        var (words, weights) = Write([1, 3, 2, 0], new ClassWordsSettings { Labels = 3 });

        // Four words of the three best labels, weighted by one softmax over e^3, e^3, e^2, e^1.
        var sum = (2 * Math.Exp(3)) + Math.Exp(2) + Math.Exp(1);
        Assert.Equal([8, 9, 8, 7, 0, 0], words);
        Assert.Equal([Math.Exp(3) / sum, Math.Exp(3) / sum, Math.Exp(2) / sum, Math.Exp(1) / sum, 0, 0],
            weights.Select(weight => (double)weight), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Should_multiply_them_by_their_weight() =>
        Assert.Equal(0.5f, Write([1, 3, 2, 0], new ClassWordsSettings { Labels = 2, Weight = 0.5f }).Weights.Sum(), 1e-6f);

    [Fact]
    public void Should_have_room_for_the_longest_labels() =>
        Assert.Equal([10, 11, 12, 8, 9, 7], Write([0, 3, -1, 4], new ClassWordsSettings { Labels = 3 }).Words);

    [Theory]
    [InlineData(2, new[] { 1, 3 })]
    [InlineData(4, new[] { 1, 3, 2, 0 })]
    [InlineData(9, new[] { 1, 3, 2, 0 })]
    [InlineData(0, new int[0])]
    public void Should_order_labels_by_score_and_equals_by_place(int most, int[] expected) =>
        Assert.Equal(expected, BestLabels.Of([-1, 5, 0, 5], most));

    private static (long[] Words, float[] Weights) Write(float[] logits, ClassWordsSettings settings)
    {
        var classWords = new ClassWords(Labels, settings);
        var (words, weights) = (new long[classWords.Width], new float[classWords.Width]);
        classWords.Write(logits, words, weights);
        return (words, weights);
    }
}
