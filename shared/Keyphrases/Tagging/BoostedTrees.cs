using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Tagging;

/// <summary>A sum of regression trees: the log-odds that a person would keep a candidate.</summary>
/// <param name="Bias">Log-odds before any tree is added.</param>
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

/// <summary>
/// A regression tree as parallel arrays; node 0 is the root. An inner node tests whether a feature is at most a threshold.
/// </summary>
internal sealed record RegressionTree
{
    /// <summary>Feature that a node tests; -1 for a leaf.</summary>
    public required int[] Features { get; init; }

    /// <summary>Threshold of an inner node: values up to it go left. For a leaf, its value.</summary>
    public required float[] Values { get; init; }

    /// <summary>Index of the left child; the right child is the next.</summary>
    public required int[] Children { get; init; }

    /// <summary>Whether an unknown value (NaN) goes left.</summary>
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
