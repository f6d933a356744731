using Engram.MemorySearch.Index;

namespace Engram.MemorySearch.Recall;

/// <summary>A word that finds memories, and the weight, above 0, that it adds to those whose keys hold it.</summary>
internal readonly record struct WeightedWord(byte[] Text, double Weight);

/// <summary>Position and score of a memory, with the first bytes of its key, which decide most ties without reading the texts.</summary>
internal readonly record struct Rank(double Score, ulong KeyPrefix, Segment Segment, int Ordinal)
{
    /// <summary>Texts, not ids, break ties: ids follow the order in which chunks arrived, and an answer must not depend on it. Only between
    /// equal texts do ids decide; they are the same on every replica.</summary>
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

/// <summary>Scores the memories whose keys hold any of the given words, and keeps the best.</summary>
internal static class Ranking
{
    /// <summary>Turns the sum of the shared words' weights into a memory's score; null skips the memory.</summary>
    /// <param name="segment">Number of the memory's segment.</param>
    /// <param name="ordinal">Its ordinal there.</param>
    /// <param name="sum">Sum of the weights of the words its key holds.</param>
    public delegate double? Judge(int segment, int ordinal, double sum);

    /// <summary>Sums, for each key of a segment, the weights of the words it shares with the question.</summary>
    public delegate ScoreAccumulator Summing(Segment segment);

    /// <summary>Returns the best memories, best first, and the number of candidates.</summary>
    /// <param name="index">The memories.</param>
    /// <param name="sum">Computes the sums of a segment.</param>
    /// <param name="most">Most memories.</param>
    /// <param name="judge">Turns a sum into a score.</param>
    /// <param name="withUnmet">Whether to rank memories that share no word too, with the sum 0.</param>
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
