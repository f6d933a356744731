namespace Engram.Keyphrases;

/// <summary>Picks the tags of a post from its candidates, best first: a phrase that is part of a better one, or holds one, is not said again.</summary>
internal static class TagSelection
{
    public static IReadOnlyList<(TagCandidate Candidate, float Score)> Choose(IEnumerable<(TagCandidate Candidate, float Score)> ranked, int most)
    {
        var chosen = new List<(TagCandidate Candidate, float Score)>();
        foreach (var candidate in ranked)
        {
            if (chosen.Count == most)
                break;
            if (!chosen.Any(better => Repeats(better.Candidate, candidate.Candidate)))
                chosen.Add(candidate);
        }

        return chosen;
    }

    private static bool Repeats(TagCandidate better, TagCandidate candidate)
    {
        var (one, other) = (better.Phrase.Split(' '), candidate.Phrase.Split(' '));
        return other.All(one.Contains) || one.All(other.Contains);
    }
}
