using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Tagging;

/// <summary>A sum of regression trees: the log-odds that a candidate is kept.</summary>
/// <param name="Bias">Log-odds without any tree.</param>
/// <param name="Trees">The trees.</param>
internal sealed record BoostedTrees(float Bias, IReadOnlyList<RegressionTree> Trees)
{
    public float Score(ReadOnlySpan<float> features)
    {
        var score = Bias;
        foreach (var tree in Trees)
            score += tree.Score(features);
        return score;
    }
}

/// <summary>A regression tree as arrays: node i asks whether a feature is at most a threshold; node 0 is the root.</summary>
internal sealed record RegressionTree
{
    /// <summary>Feature that a node asks for; -1 for a leaf.</summary>
    public required int[] Features { get; init; }

    /// <summary>At most: left. Of a leaf: its value.</summary>
    public required float[] Values { get; init; }

    /// <summary>The left child; the right one follows it.</summary>
    public required int[] Children { get; init; }

    /// <summary>Whether what is not known goes left.</summary>
    public required bool[] UnknownLeft { get; init; }

    public float Score(ReadOnlySpan<float> features)
    {
        var node = 0;
        while (Features[node] is var feature and >= 0)
        {
            var value = features[feature];
            var left = float.IsNaN(value) ? UnknownLeft[node] : value <= Values[node];
            node = Children[node] + (left ? 0 : 1);
        }

        return Values[node];
    }
}
