using Engram.Keyphrases.Search;

namespace Engram.Keyphrases.Encoding;

/// <summary>
/// How the words of the classifier's best labels enter the generator's distribution (Wang et al. 2020, section 3.4; 'combine direct' in the
/// released code).
/// </summary>
public sealed record ClassWordsSettings
{
    /// <summary>Number of best labels whose words enter. Default 5.</summary>
    public int Labels { get; init; } = 5;

    /// <summary>b: factor on the word weights, which sum to 1. Default 1, as released.</summary>
    public float Weight { get; init; } = 1;
}

/// <summary>
/// The words of the classifier's best labels and their weights: a softmax over all words of these labels, each word with its label's logit,
/// as in the released code. W words.
/// </summary>
/// <param name="labels">Word ids of each label.</param>
/// <param name="settings">Number of labels and their weight.</param>
public sealed class ClassWords(IReadOnlyList<long[]> labels, ClassWordsSettings settings)
{
    /// <summary>W: most words a post can get; at least 1.</summary>
    public int Width { get; } = Math.Max(1, labels.Select(words => words.Length).OrderDescending().Take(settings.Labels).Sum());

    /// <summary>Writes a post's words and weights; unused entries are 0.</summary>
    /// <param name="logits">[L].</param>
    /// <param name="words">[W].</param>
    /// <param name="weights">[W].</param>
    public void Write(ReadOnlySpan<float> logits, Span<long> words, Span<float> weights)
    {
        words.Clear();
        weights.Clear();
        var count = 0;
        foreach (var label in BestLabels.Of(logits, settings.Labels))
        {
            foreach (var word in labels[label])
            {
                words[count] = word;
                weights[count++] = logits[label];
            }
        }

        if (count > 0)
            Softmax(weights[..count], settings.Weight);
    }

    private static void Softmax(Span<float> weights, float total)
    {
        var greatest = weights[0]; // the best label comes first
        var sum = 0f;
        foreach (ref var weight in weights)
            sum += weight = MathF.Exp(weight - greatest);
        foreach (ref var weight in weights)
            weight *= total / sum;
    }
}
