using System.Buffers;
using Engram.MemorySearch.Index;

namespace Engram.MemorySearch.Recall;

/// <summary>The scored candidates of a question, in a pooled array. Scores are compared first: texts, scattered across memory, are read
/// only for candidates that are kept or tie with the last one kept.</summary>
internal sealed class Candidates : IDisposable
{
    private (double Score, int Segment, int Ordinal)[] _all = ArrayPool<(double, int, int)>.Shared.Rent(1024);

    public int Count { get; private set; }

    public void Add(double score, int segment, int ordinal)
    {
        if (Count == _all.Length)
            Grow();
        _all[Count++] = (score, segment, ordinal);
    }

    /// <summary>The best candidates, best first.</summary>
    public Rank[] Best(KeyHashIndex index, int most)
    {
        if (Count == 0 || most == 0)
            return [];
        var least = Count > most ? KthScore(most) : double.NegativeInfinity;
        var ranks = new List<Rank>(Math.Min(Count, most));
        foreach (var (score, number, ordinal) in _all.AsSpan(0, Count))
        {
            if (score < least)
                continue;
            var segment = index.Segments[number].Built;
            ranks.Add(new Rank(score, segment.KeyPrefixOf(ordinal), segment, ordinal));
        }

        ranks.Sort(Rank.BestFirst);
        return [.. ranks.Take(most)];
    }

    public void Dispose() => ArrayPool<(double, int, int)>.Shared.Return(_all);

    /// <summary>The k-th greatest score (Hoare 1961: quickselect).</summary>
    private double KthScore(int k)
    {
        var scores = ArrayPool<double>.Shared.Rent(Count);
        for (var i = 0; i < Count; i++)
            scores[i] = _all[i].Score;
        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var pivot = scores[low + ((high - low) / 2)];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (scores[i] > pivot)
                    i++;
                while (scores[j] < pivot)
                    j--;
                if (i > j)
                    break;
                (scores[i], scores[j]) = (scores[j], scores[i]);
                i++;
                j--;
            }

            if (k - 1 <= j)
                high = j;
            else if (k - 1 >= i)
                low = i;
            else
                break;
        }

        var kth = scores[k - 1];
        ArrayPool<double>.Shared.Return(scores);
        return kth;
    }

    private void Grow()
    {
        var all = ArrayPool<(double, int, int)>.Shared.Rent(2 * _all.Length);
        _all.AsSpan(0, Count).CopyTo(all);
        ArrayPool<(double, int, int)>.Shared.Return(_all);
        _all = all;
    }
}
