namespace Engram.KeyHashing;

/// <summary>A word that memories are found by, and what it adds to those whose keys hold it: above 0.</summary>
internal readonly record struct WeightedWord(byte[] Text, double Weight);

/// <summary>A memory, by its place, and its score.</summary>
internal readonly record struct Rank(double Score, Segment Segment, int Ordinal)
{
    /// <summary>Ties are decided by the texts, not by the ids: these follow the order in which chunks happened to arrive, and an answer must
    /// not. Where even the texts are the same, the ids at least do not depend on the replica.</summary>
    public static readonly IComparer<Rank> WorstFirst = Comparer<Rank>.Create((x, y) =>
    {
        if (x.Score != y.Score)
            return x.Score.CompareTo(y.Score);
        var order = Segment.CompareTexts(y.Segment, y.Ordinal, x.Segment, x.Ordinal);
        return order != 0 ? order : y.Segment.IdOf(y.Ordinal).CompareTo(x.Segment.IdOf(x.Ordinal));
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

    /// <summary>The best memories, best first, and of how many they are the best.</summary>
    public static (Rank[] Best, int Candidates) Find(WordHashIndex index, IReadOnlyList<WeightedWord> words, int most, Judge judge)
    {
        var best = new PriorityQueue<Rank, Rank>(Rank.WorstFirst);
        var candidates = 0;
        for (var number = 0; number < index.Segments.Count; number++)
        {
            var segment = index.Segments[number];
            using var sums = Sums(segment.Built, words);
            while (sums.MoveNext())
            {
                if (!segment.Holds(sums.Ordinal) || judge(number, sums.Ordinal, sums.Sum) is not { } score)
                    continue;
                candidates++;
                if (best.Count == most && score < best.Peek().Score)
                    continue;
                var rank = new Rank(score, segment.Built, sums.Ordinal);
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

    private static SparseSums Sums(Segment segment, IReadOnlyList<WeightedWord> words)
    {
        Span<int> numbers = words.Count <= 256 ? stackalloc int[words.Count] : new int[words.Count];
        var postings = 0L;
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = segment.Find(words[i].Text);
            postings += numbers[i] < 0 ? 0 : segment.Postings(numbers[i]).Length;
        }

        var sums = new SparseSums(segment.Memories, postings);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= 0)
                sums.Add(segment.Postings(numbers[i]), words[i].Weight);
        }

        return sums;
    }
}
