using Engram.Keyphrases.Search;

namespace Engram.Keyphrases.Encoding;

/// <summary>How the words of the classifier's best labels enter the generator's distribution (Wang et al. 2020, section 3.4; released code:
/// 'combine direct').</summary>
public sealed record ClassWordsSettings
{
    /// <summary>Labels whose words are given on. Default 5.</summary>
    public int Labels { get; init; } = 5;

    /// <summary>b: what their weights, which sum to 1, are multiplied by. Default 1, as released.</summary>
    public float Weight { get; init; } = 1;
}

/// <summary>
/// The words of the classifier's best labels with their weights: a softmax over all words of the labels, each with its label's logit, as
/// the released code takes it. W words.
/// </summary>
/// <param name="labels">Ids of each label's words.</param>
/// <param name="settings">How many labels, and their weight.</param>
public sealed class ClassWords(IReadOnlyList<long[]> labels, ClassWordsSettings settings)
{
    /// <summary>W: most words that one post may get; 1 at least.</summary>
    public int Width { get; } = Math.Max(1, labels.Select(words => words.Length).OrderDescending().Take(settings.Labels).Sum());

    /// <summary>Writes a post's words and weights; what is left over is 0.</summary>
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
