namespace Engram.Keyphrases.Search;

/// <summary>Picks the labels with the greatest scores.</summary>
public static class BestLabels
{
    /// <summary>Indices of the highest scores, best first; ties keep the order of the labels.</summary>
    public static int[] Of(ReadOnlySpan<float> scores, int most)
    {
        // A min-heap: the root is the lowest score kept, which the next better label replaces.
        var kept = new PriorityQueue<int, (float Score, int Earlier)>(most + 1);
        for (var label = 0; label < scores.Length; label++)
        {
            if (kept.Count == most && kept.TryPeek(out _, out var least) && scores[label] <= least.Score)
                continue;
            kept.Enqueue(label, (scores[label], -label));
            if (kept.Count > most)
                kept.Dequeue();
        }

        var best = new int[kept.Count];
        for (var rank = best.Length - 1; rank >= 0; rank--)
            best[rank] = kept.Dequeue();
        return best;
    }
}
