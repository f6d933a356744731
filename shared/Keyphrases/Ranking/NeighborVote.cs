using Engram.Text;

namespace Engram.Keyphrases.Ranking;

/// <summary>What the neighbours of a post say of one phrase.</summary>
/// <param name="Phrase">As the nearest neighbour that has it writes it.</param>
/// <param name="Votes">Sum of the squared similarities of the neighbours that have it.</param>
/// <param name="Share">Of all votes for the post, 0 to 1.</param>
/// <param name="Similarity">Of the nearest neighbour that has it.</param>
/// <param name="Posts">Neighbours that have it.</param>
public sealed record NeighborVote(string Phrase, double Votes, double Share, double Similarity, int Posts)
{
    /// <summary>Lets neighbours vote for their keyphrases, each with its similarity squared: those near count far more than the many that
    /// are not. Phrases of the same stems are one.</summary>
    /// <param name="neighbours">Most similar first.</param>
    /// <returns>Most votes first; of equal ones the one of the nearer neighbour.</returns>
    public static IReadOnlyList<NeighborVote> Count(IReadOnlyList<TaggedNeighbour> neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        var votes = new OrderedDictionary<string, NeighborVote>(StringComparer.Ordinal);
        var all = 0.0;
        foreach (var (similarity, keyphrases) in neighbours)
        {
            var vote = (double)similarity * similarity;
            foreach (var (stems,
                phrase) in keyphrases.Select(phrase => (PhraseStems.Of(phrase), phrase)).DistinctBy(phrase => phrase.Item1))
            {
                all += vote;
                votes[stems] = votes.TryGetValue(stems, out var before)
                    ? before with { Votes = before.Votes + vote, Posts = before.Posts + 1 }
                    : new NeighborVote(phrase, vote, 0, similarity, 1);
            }
        }

        return [.. votes.Values.OrderByDescending(vote => vote.Votes).Select(vote => vote with { Share = vote.Votes / all })];
    }
}
