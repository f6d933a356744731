using System.Numerics;

namespace Engram.MemorySearch.Strategies;

/// <summary>
/// The clusters of words: k-means over word vectors (Weston et al. 2015, section 3.3). Vectors are scaled to unit length, because their
/// length reflects word frequency. Lloyd's iterations run over the first words of the table, its most frequent; then every word goes to the
/// nearest cluster.
/// </summary>
public sealed class WordClusters
{
    private const int Iterations = 10;
    private const int FittedWordsOfCluster = 32;

    private readonly Dictionary<string, int> _clusters;

    private WordClusters(Dictionary<string, int> clusters) => _clusters = clusters;

    /// <summary>Number of the word's cluster, or -1 if it has no vector.</summary>
    public int Find(string word) => _clusters.GetValueOrDefault(word, -1);

    /// <summary>Clusters the words of a table. The same table, K and seed give the same clusters.</summary>
    /// <param name="vectors">Words with vectors of one width, in lower case.</param>
    /// <param name="count">K, at most the number of words.</param>
    /// <param name="seed">Seed for drawing the first centers.</param>
    /// <exception cref="ArgumentException">There are fewer words than clusters.</exception>
    public static WordClusters Of(IReadOnlyList<(string Word, float[] Vector)> vectors, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (vectors.Count < count)
            throw new ArgumentException(
                $"{vectors.Count} word vectors can't make {count} clusters; ask for at most as many clusters.", nameof(count));
        var points = vectors.Select(word => Normalised(word.Vector)).ToArray();
        var fitted = points[..(int)Math.Min(points.Length, (long)FittedWordsOfCluster * count)];
        var drawn = (float[][])fitted.Clone();
        new Random(seed).Shuffle(drawn);
        var centres = drawn[..count];
        for (var iteration = 0; iteration < Iterations; iteration++)
            centres = Moved(centres, fitted);

        var clusters = new Dictionary<string, int>(vectors.Count, StringComparer.Ordinal);
        var nearest = new Nearest(centres);
        for (var i = 0; i < points.Length; i++)
            clusters.TryAdd(vectors[i].Word, nearest.To(points[i]));
        return new WordClusters(clusters);
    }

    /// <summary>Moves each center to the mean of the points nearest to it; one without points stays.</summary>
    private static float[][] Moved(float[][] centres, float[][] points)
    {
        var sums = Array.ConvertAll(centres, centre => new double[centre.Length]);
        var counts = new int[centres.Length];
        var nearest = new Nearest(centres);
        foreach (var point in points)
        {
            var centre = nearest.To(point);
            counts[centre]++;
            for (var i = 0; i < point.Length; i++)
                sums[centre][i] += point[i];
        }

        return [.. centres.Select((centre, i) => counts[i] == 0 ? centre : Array.ConvertAll(sums[i], sum => (float)(sum / counts[i])))];
    }

    private static float[] Normalised(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length > 0 ? Array.ConvertAll(vector, value => value / length) : vector;
    }

    private sealed class Nearest(float[][] centres)
    {
        // |x - c|^2 = |x|^2 + |c|^2 - 2 x c, and |x|^2 is the same for all.
        private readonly float[] _halfSquares = Array.ConvertAll(centres, centre => Dot(centre, centre) / 2);

        public int To(float[] point)
        {
            var (best, bestScore) = (0, float.NegativeInfinity);
            for (var centre = 0; centre < centres.Length; centre++)
            {
                var score = Dot(point, centres[centre]) - _halfSquares[centre];
                if (score > bestScore)
                    (best, bestScore) = (centre, score);
            }

            return best;
        }

        private static float Dot(float[] x, float[] y)
        {
            var (one, other) = (Vector<float>.Zero, Vector<float>.Zero);
            var i = 0;
            for (; i <= x.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
            {
                one += new Vector<float>(x, i) * new Vector<float>(y, i);
                other += new Vector<float>(x, i + Vector<float>.Count) * new Vector<float>(y, i + Vector<float>.Count);
            }

            var sum = Vector.Sum(one + other);
            for (; i < x.Length; i++)
                sum += x[i] * y[i];
            return sum;
        }
    }
}
