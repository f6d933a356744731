using Engram.Text;

namespace Engram.Keyphrases.Ranking;

/// <summary>Merges the experts' proposals for a post: phrases with the same stems become one candidate.</summary>
public static class PhraseCandidates
{
    /// <summary>
    /// Every phrase that the generator, the classifier or the neighbors propose, ordered by first mention in this sequence.
    /// </summary>
    public static IReadOnlyList<PhraseCandidate> Of(PhraseEvidence opinions)
    {
        ArgumentNullException.ThrowIfNull(opinions);
        var joined = new OrderedDictionary<string, PhraseCandidate>(StringComparer.Ordinal);
        foreach (var (rank, generated) in opinions.Generated.Index())
        {
            Join(generated.Phrase, candidate => candidate.GeneratorLogProbability is not null ? candidate : candidate with
            {
                GeneratorLogProbability = generated.MeanLogProbability,
                GeneratorRank = rank,
                GeneratorSource = generated.Source,
            });
        }

        foreach (var (rank, classified) in opinions.Classified.Index())
        {
            Join(classified.Phrase, candidate => candidate.ClassifierProbability is not null ? candidate : candidate with
            {
                ClassifierProbability = classified.Probability,
                ClassifierRank = rank,
            });
        }

        foreach (var (rank, vote) in NeighborVote.Count(opinions.Neighbours).Index())
        {
            Join(vote.Phrase, candidate => candidate with
            {
                NeighbourShare = (float)vote.Share,
                NeighbourVotes = (float)vote.Votes,
                NeighbourSimilarity = (float)vote.Similarity,
                NeighbourPosts = vote.Posts,
                NeighbourRank = rank,
            });
        }

        var post = PhraseStems.Of(opinions.Words);
        var ocr = PhraseStems.Of(opinions.OcrWords);
        return [.. joined.Select(candidate => Place(candidate.Value, candidate.Key.Split(' '), post, ocr))];

        void Join(string phrase, Func<PhraseCandidate, PhraseCandidate> add)
        {
            var stems = PhraseStems.Of(phrase);
            if (stems.Length > 0 && PhraseStems.IsPrediction(stems))
                joined[stems] = add(joined.GetValueOrDefault(stems) ?? new PhraseCandidate { Phrase = phrase });
        }
    }

    private static PhraseCandidate Place(PhraseCandidate candidate, string[] stems, string[] post, string[] ocr)
    {
        var place = PhraseStems.Find(post, stems);
        return candidate with
        {
            PlaceInPost = place < 0 ? null : place / (float)Math.Max(1, post.Length - stems.Length),
            IsInOcr = PhraseStems.Find(ocr, stems) >= 0,
        };
    }
}
