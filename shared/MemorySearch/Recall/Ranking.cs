using Engram.MemorySearch.Index;

namespace Engram.MemorySearch.Recall;

/// <summary>A word that memories are found by, and what it adds to those whose keys hold it: above 0.</summary>
internal readonly record struct WeightedWord(byte[] Text, double Weight);

/// <summary>A memory, by its place, and its score; with the begin of its key, which decides most ties without another look at the
/// texts.</summary>
internal readonly record struct Rank(double Score, ulong KeyPrefix, Segment Segment, int Ordinal)
{
    /// <summary>Ties are decided by the texts, not by the ids: these follow the order in which chunks happened to arrive, and an answer
    /// must not. Where even the texts are the same, the ids at least do not depend on the replica.</summary>
    public static readonly IComparer<Rank> BestFirst = Comparer<Rank>.Create((x, y) =>
    {
        if (x.Score != y.Score)
            return y.Score.CompareTo(x.Score);
        if (x.KeyPrefix != y.KeyPrefix)
            return x.KeyPrefix.CompareTo(y.KeyPrefix);
        var order = Segment.CompareTexts(x.Segment, x.Ordinal, y.Segment, y.Ordinal);
        return order != 0 ? order : x.Segment.IdOf(x.Ordinal).CompareTo(y.Segment.IdOf(y.Ordinal));
    });
}

/// <summary>Scores the memories whose keys hold any of some words, and keeps the best.</summary>
internal static class Ranking
{
    /// <summary>Makes of the sum of the shared words' weights a memory's score; null passes the memory over.</summary>
    /// <param name="segment">Number of the segment it lies in.</param>
    /// <param name="ordinal">Its place there.</param>
    /// <param name="sum">Sum of the weights of the words its key holds.</param>
    public delegate double? Judge(int segment, int ordinal, double sum);

    /// <summary>Sums the weights of what each key of a segment shares.</summary>
    public delegate ScoreAccumulator Summing(Segment segment);

    /// <summary>The best memories, best first, and of how many they are the best.</summary>
    /// <param name="index">The memories.</param>
    /// <param name="sum">Makes the sums of a segment.</param>
    /// <param name="most">Most memories.</param>
    /// <param name="judge">Makes of a sum a score.</param>
    /// <param name="withUnmet">Whether memories that share nothing are ranked too, with the sum 0.</param>
    public static (Rank[] Best, int Candidates) Find(KeyHashIndex index, Summing sum, int most, Judge judge, bool withUnmet = false)
    {
        using var candidates = new Candidates();
        for (var number = 0; number < index.Segments.Count; number++)
        {
            var segment = index.Segments[number];
            using var sums = sum(segment.Built);
            if (withUnmet)
            {
                for (var ordinal = 0; ordinal < segment.Built.Memories; ordinal++)
                    Consider(number, segment, ordinal, sums.SumOf(ordinal));
            }
            else
            {
                while (sums.MoveNext())
                    Consider(number, segment, sums.Ordinal, sums.Sum);
            }
        }

        return (candidates.Best(index, most), candidates.Count);

        void Consider(int number, LiveSegment segment, int ordinal, double weights)
        {
            if (segment.Holds(ordinal) && judge(number, ordinal, weights) is { } score)
                candidates.Add(score, number, ordinal);
        }
    }
}
