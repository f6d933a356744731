using System.Runtime.InteropServices;

namespace Engram.KeyHashing;

/// <summary>A word that memories are found by, and what it adds to those whose keys hold it.</summary>
internal readonly record struct WeightedWord(byte[] Text, double Weight);

/// <summary>A memory, by its place, and its score.</summary>
internal readonly record struct Rank(double Score, Segment Segment, int Ordinal)
{
    /// <summary>Ties are decided by the texts, not by the ids: these follow the order in which chunks happened to arrive, and an answer must not.</summary>
    public static readonly IComparer<Rank> WorstFirst = Comparer<Rank>.Create((x, y) =>
        x.Score != y.Score ? x.Score.CompareTo(y.Score) : Segment.CompareTexts(y.Segment, y.Ordinal, x.Segment, x.Ordinal));
}

/// <summary>Scores the memories whose keys hold any of some words, and keeps the best.</summary>
internal static class Ranking
{
    /// <summary>Makes of the sum of the shared words' weights a memory's score; null passes the memory over.</summary>
    /// <param name="segment">Number of the segment it lies in.</param>
    /// <param name="ordinal">Its place there.</param>
    /// <param name="sum">Sum of the weights of the words its key holds.</param>
    public delegate double? Judge(int segment, int ordinal, double sum);

    /// <summary>The best memories, best first, and of how many they are the best.</summary>
    public static (Rank[] Best, int Candidates) Find(WordHashIndex index, IReadOnlyList<WeightedWord> words, int most, Judge judge)
    {
        var best = new PriorityQueue<Rank, Rank>(most, Rank.WorstFirst);
        var candidates = 0;
        for (var number = 0; number < index.Segments.Count; number++)
        {
            var segment = index.Segments[number];
            foreach (var (ordinal, sum) in Sums(segment, words))
            {
                if (judge(number, ordinal, sum) is not { } score)
                    continue;
                candidates++;
                var rank = new Rank(score, segment, ordinal);
                if (best.Count < most)
                    best.Enqueue(rank, rank);
                else
                    best.EnqueueDequeue(rank, rank);
            }
        }

        var ranked = new Rank[best.Count];
        for (var i = ranked.Length - 1; i >= 0; i--)
            ranked[i] = best.Dequeue();
        return (ranked, candidates);
    }

    private static Dictionary<int, double> Sums(Segment segment, IReadOnlyList<WeightedWord> words)
    {
        var sums = new Dictionary<int, double>();
        foreach (var (text, weight) in words)
        {
            if (segment.Find(text) is not (var word and >= 0))
                continue;
            foreach (var ordinal in segment.Postings(word))
                CollectionsMarshal.GetValueRefOrAddDefault(sums, ordinal, out _) += weight;
        }

        return sums;
    }
}
