using Engram.Text;

namespace Engram.Keyphrases.Ranking;

/// <summary>The neighbors' vote for one phrase.</summary>
/// <param name="Phrase">In the spelling of the nearest neighbor tagged with it.</param>
/// <param name="Votes">Sum of the squared similarities of the neighbors tagged with it.</param>
/// <param name="Share">Share of all votes for the post, 0 to 1.</param>
/// <param name="Similarity">Similarity of the nearest neighbor tagged with it.</param>
/// <param name="Posts">Number of neighbors tagged with it.</param>
public sealed record NeighborVote(string Phrase, double Votes, double Share, double Similarity, int Posts)
{
    /// <summary>
    /// Neighbors vote for their keyphrases with their squared similarity, so that near neighbors outweigh the many distant ones. Phrases
    /// with the same stems are one.
    /// </summary>
    /// <param name="neighbours">Most similar first.</param>
    /// <returns>Most votes first; ties go to the nearer neighbor.</returns>
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
