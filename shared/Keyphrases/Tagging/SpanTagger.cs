using Engram.ModelStore;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Tags each word as outside, begin or inside of a span with a linear-chain conditional random field (Lafferty et al., ICML 2001) over
/// <see cref="SpanFeatures"/>. Span probabilities are exact: the forward-backward algorithm sums all tag sequences with the span.
/// </summary>
internal sealed class SpanTagger
{
    /// <summary>Number of tags: outside, begin, inside.</summary>
    public const int Tags = 3;

    private const int Outside = (int)SpanTag.Outside;
    private const int Inside = (int)SpanTag.Inside;

    private readonly float[] _weights; // [hash slots, tags]
    private readonly float[] _transitions; // [previous tag, tag]

    public SpanTagger(float[] weights, float[] transitions) => (_weights, _transitions) = (weights, transitions);

    /// <summary>Reads half-precision little-endian weights: transitions [3, 3], then [hash slots, 3].</summary>
    /// <exception cref="ModelPackageException">The file has another size.</exception>
    public static SpanTagger Load(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var values = new float[bytes.Length / sizeof(ushort)];
        if (values.Length != (Tags * Tags) + (SpanFeatures.Places * Tags))
            throw new ModelPackageException(
                $"{path} holds {values.Length} weights; expected {(Tags * Tags) + (SpanFeatures.Places * Tags)}.");
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)BitConverter.ToHalf(bytes, i * sizeof(ushort));
        return new SpanTagger(values[(Tags * Tags)..], values[..(Tags * Tags)]);
    }

    public void Save(string path)
    {
        using var file = File.Create(path);
        foreach (var weight in _transitions.Concat(_weights))
            file.Write(BitConverter.GetBytes((Half)weight));
    }

    /// <summary>Computes the probabilities of every span of a post.</summary>
    public SpanMarginals Read(IReadOnlyList<PostWord> words)
    {
        var scores = Scores(SpanFeatures.Of(words));
        return new SpanMarginals(scores, Transitions());
    }

    /// <summary>Scores of the tags of each word, [words, tags].</summary>
    public double[,] Scores(int[][] features)
    {
        var scores = new double[features.Length, Tags];
        for (var at = 0; at < features.Length; at++)
        {
            foreach (var place in features[at])
            {
                for (var tag = 0; tag < Tags; tag++)
                    scores[at, tag] += _weights[(place * Tags) + tag];
            }
        }

        return scores;
    }

    /// <summary>[previous tag, tag]; inside never follows outside.</summary>
    public double[,] Transitions()
    {
        var transitions = new double[Tags, Tags];
        for (var from = 0; from < Tags; from++)
        {
            for (var to = 0; to < Tags; to++)
                transitions[from, to] = from == Outside && to == Inside ? double.NegativeInfinity : _transitions[(from * Tags) + to];
        }

        return transitions;
    }
}
