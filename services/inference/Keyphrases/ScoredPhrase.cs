namespace Engram.Inference.Keyphrases;

/// <summary>A keyphrase of the model's labels with its probability, 0 to 1.</summary>
public readonly record struct ScoredPhrase(string Phrase, float Score)
{
    /// <summary>The most probable labels, best first; equals keep the labels' order.</summary>
    /// <param name="probabilities">One a label.</param>
    /// <param name="labels">Phrase i belongs to probability i.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="minScore">Least probability.</param>
    public static IReadOnlyList<ScoredPhrase> Best(ReadOnlySpan<float> probabilities, IReadOnlyList<string> labels, int most, float minScore)
    {
        // The queue gives out the least first: of those kept, the one that the next better label replaces.
        var kept = new PriorityQueue<int, (float Score, int Earlier)>(most + 1);
        for (var label = 0; label < probabilities.Length; label++)
        {
            if (probabilities[label] < minScore)
                continue;
            kept.Enqueue(label, (probabilities[label], -label));
            if (kept.Count > most)
                kept.Dequeue();
        }

        var best = new ScoredPhrase[kept.Count];
        for (var rank = best.Length - 1; rank >= 0; rank--)
        {
            var label = kept.Dequeue();
            best[rank] = new ScoredPhrase(labels[label], probabilities[label]);
        }

        return best;
    }
}
