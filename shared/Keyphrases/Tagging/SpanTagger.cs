using Engram.ModelStore;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Tags the words of a post as the begin or inside of a span or outside of any: a linear-chain conditional random field (Lafferty et al.,
/// ICML 2001) over <see cref="SpanFeatures"/>. A span's probability is exact: the mass of all taggings that hold it, by the
/// forward-backward algorithm.
/// </summary>
internal sealed class SpanTagger
{
    /// <summary>Tags: outside, begin, inside.</summary>
    public const int Tags = 3;

    private const int Outside = (int)SpanTag.Outside;
    private const int Inside = (int)SpanTag.Inside;

    private readonly float[] _weights; // [places, tags]
    private readonly float[] _transitions; // [tag before, tag]

    public SpanTagger(float[] weights, float[] transitions) => (_weights, _transitions) = (weights, transitions);

    /// <summary>Reads the weights, half-precision little-endian: transitions [3, 3], then [places, 3].</summary>
    /// <exception cref="ModelPackageException">The file is of another size.</exception>
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

    /// <summary>What the tagger thinks of every span of a post.</summary>
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

    /// <summary>[tag before, tag]; inside never follows outside.</summary>
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
