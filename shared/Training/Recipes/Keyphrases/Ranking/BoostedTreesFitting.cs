using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Hyperparameters of <see cref="BoostedTrees"/>.</summary>
internal sealed record BoostingSettings
{
    public int Trees { get; init; } = 220;

    public int Leaves { get; init; } = 10;

    public double LearningRate { get; init; } = 0.06;

    /// <summary>Penalty on the squared leaf values.</summary>
    public double L2 { get; init; } = 4;

    /// <summary>Smallest sum of second derivatives in a leaf.</summary>
    public double LeastCurvature { get; init; } = 4;

    /// <summary>Share of the rows that each tree sees.</summary>
    public double Rows { get; init; } = 0.7;

    /// <summary>Share of the features that each tree may split on.</summary>
    public double Features { get; init; } = 0.5;

    public int Seed { get; init; } = 23;
}

/// <summary>A training candidate.</summary>
/// <param name="Features">[F].</param>
/// <param name="Target">0 to 1.</param>
/// <param name="Weight">Weight in the loss.</param>
internal readonly record struct RankerRow(float[] Features, float Target, float Weight);

/// <summary>Gradient boosting of regression trees on the logistic loss (Friedman 2001; second-order as in Chen and Guestrin 2016), over
/// features in bins of equally many rows. A tree grows at the leaf with the largest gain.</summary>
internal sealed class BoostedTreesFitting
{
    private const int Bins = 48; // not counting the bin of unknown values

    private readonly IReadOnlyList<RankerRow> _rows;
    private readonly BoostingSettings _settings;
    private readonly float[][] _edges; // [F][bins - 1]
    private readonly byte[][] _bins; // [F][rows]; 0 is unknown
    private readonly double[] _gradients;
    private readonly double[] _curvatures;

    private BoostedTreesFitting(IReadOnlyList<RankerRow> rows, BoostingSettings settings)
    {
        (_rows, _settings) = (rows, settings);
        var features = rows[0].Features.Length;
        _edges = [.. Enumerable.Range(0, features).Select(EdgesOf)];
        _bins =
            [.. Enumerable.Range(0,
                features).Select(feature => rows.Select(row => BinOf(row.Features[feature], _edges[feature])).ToArray())];
        (_gradients, _curvatures) = (new double[rows.Count], new double[rows.Count]);
    }

    public static BoostedTrees Fit(IReadOnlyList<RankerRow> rows, BoostingSettings settings) =>
        new BoostedTreesFitting(rows, settings).Fit();

    private BoostedTrees Fit()
    {
        var random = new Random(_settings.Seed);
        var (positive, all) = (_rows.Sum(row => (double)row.Target * row.Weight), _rows.Sum(row => (double)row.Weight));
        var bias = (float)Math.Log((positive + 1) / (all - positive + 1));
        var scores = Enumerable.Repeat((double)bias, _rows.Count).ToArray();
        var trees = new List<RegressionTree>();
        for (var tree = 0; tree < _settings.Trees; tree++)
        {
            for (var row = 0; row < _rows.Count; row++)
            {
                var probability = 1 / (1 + Math.Exp(-scores[row]));
                _gradients[row] = _rows[row].Weight * (probability - _rows[row].Target);
                _curvatures[row] = _rows[row].Weight * Math.Max(1e-6, probability * (1 - probability));
            }

            int[] seen = [.. Enumerable.Range(0, _rows.Count).Where(_ => random.NextDouble() < _settings.Rows)];
            int[] asked =
                [.. Enumerable.Range(0,
                    _edges.Length).Where(feature => _edges[feature].Length > 0 && random.NextDouble() < _settings.Features)];
            var grown = Grow(seen, asked);
            trees.Add(grown);
            for (var row = 0; row < _rows.Count; row++)
                scores[row] += grown.Score(_rows[row].Features);
        }

        return new BoostedTrees(bias, trees);
    }

    private RegressionTree Grow(int[] rows, int[] asked)
    {
        var nodes = new List<Node> { NodeOf(rows, asked) };
        for (var leaves = 1; leaves < _settings.Leaves; leaves++)
        {
            var best = nodes.Where(node => node.Child < 0).MaxBy(node => node.Split.Gain)!;
            if (best.Split.Gain <= 0)
                break;
            var left = best.Rows.Where(row => GoesLeft(best.Split, row)).ToArray();
            var right = best.Rows.Where(row => !GoesLeft(best.Split, row)).ToArray();
            best.Child = nodes.Count;
            nodes.Add(NodeOf(left, asked));
            nodes.Add(NodeOf(right, asked));
        }

        return new RegressionTree
        {
            Features = [.. nodes.Select(node => node.Child < 0 ? -1 : node.Split.Feature)],
            Values = [.. nodes.Select(node => node.Child < 0 ? node.Value : _edges[node.Split.Feature][node.Split.Bin - 1])],
            Children = [.. nodes.Select(node => node.Child)],
            UnknownLeft = [.. nodes.Select(node => node.Child >= 0 && node.Split.UnknownLeft)],
        };
    }

    private Node NodeOf(int[] rows, int[] asked)
    {
        var (gradient, curvature) = (rows.Sum(row => _gradients[row]), rows.Sum(row => _curvatures[row]));
        return new Node(
            rows, BestSplit(rows, asked, gradient, curvature), (float)(-_settings.LearningRate * gradient / (curvature + _settings.L2)));
    }

    private Split BestSplit(int[] rows, int[] asked, double gradient, double curvature)
    {
        var best = new Split(-1, 0, false, 0);
        Span<double> gradients = stackalloc double[Bins + 1];
        Span<double> curvatures = stackalloc double[Bins + 1];
        foreach (var feature in asked)
        {
            gradients.Clear();
            curvatures.Clear();
            var bins = _bins[feature];
            foreach (var row in rows)
            {
                gradients[bins[row]] += _gradients[row];
                curvatures[bins[row]] += _curvatures[row];
            }

            var (left, leftCurvature) = (0.0, 0.0);
            for (var bin = 1; bin <= _edges[feature].Length; bin++)
            {
                left += gradients[bin];
                leftCurvature += curvatures[bin];
                Try(feature, bin, unknownLeft: false, left, leftCurvature);
                Try(feature, bin, unknownLeft: true, left + gradients[0], leftCurvature + curvatures[0]);
            }
        }

        return best;

        void Try(int feature, int bin, bool unknownLeft, double left, double leftCurvature)
        {
            var (right, rightCurvature) = (gradient - left, curvature - leftCurvature);
            if (leftCurvature < _settings.LeastCurvature || rightCurvature < _settings.LeastCurvature)
                return;
            var gain = Gain(left, leftCurvature) + Gain(right, rightCurvature) - Gain(gradient, curvature);
            if (gain > best.Gain + 1e-9)
                best = new Split(feature, bin, unknownLeft, gain);
        }
    }

    private double Gain(double gradient, double curvature) => gradient * gradient / (curvature + _settings.L2);

    private bool GoesLeft(Split split, int row) => _bins[split.Feature][row] is var bin && bin == 0 ? split.UnknownLeft : bin <= split.Bin;

    /// <summary>Rising edges that split the known values into bins of about equally many rows.</summary>
    private float[] EdgesOf(int feature)
    {
        var values = _rows.Select(row => row.Features[feature]).Where(value => !float.IsNaN(value)).Order().ToArray();
        if (values.Length == 0)
            return [];
        var edges = Enumerable.Range(1, Bins - 1).Select(bin => values[bin * (values.Length - 1) / Bins]).Distinct()
            .Where(edge => edge < values[^1]).ToArray();
        // A feature with one known value can still separate the rows that know it from those that do not.
        return edges.Length == 0 && values.Length < _rows.Count ? [values[^1]] : edges;
    }

    private static byte BinOf(float value, float[] edges)
    {
        if (float.IsNaN(value))
            return 0;
        var place = Array.BinarySearch(edges, value);
        return (byte)(1 + (place < 0 ? ~place : place));
    }

    private readonly record struct Split(int Feature, int Bin, bool UnknownLeft, double Gain);

    private sealed class Node(int[] rows, Split split, float value)
    {
        public int[] Rows => rows;

        public Split Split => split;

        public float Value => value;

        public int Child { get; set; } = -1;
    }
}
