using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>
/// Recalls the memories whose keys share a hashed word with a question (Miller et al. 2016, 3.1), best first. A memory scores the sum of
/// ln(1 + M / keys(w)) over the distinct hashed words w it shares, so a rare word counts more than a common one. M is the number of
/// memories, keys(w) the number of keys with w. Ties are sorted by text.
/// </summary>
public static class KeyHashRecall
{
    /// <summary>Recalls at most <paramref name="maxMemories"/> memories, best first, and skips those that do not fit
    /// <paramref name="maxCharacters"/> of keys and values together.</summary>
    /// <param name="index">The memories at one epoch.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="maxMemories">Most memories.</param>
    /// <param name="maxCharacters">Most characters of their keys and values.</param>
    /// <param name="isForgotten">Whether to skip a memory as if it were not there; it still counts for the weights of words.</param>
    public static RecallResult Recall(
        this KeyHashIndex index, string question, int maxMemories, int maxCharacters = int.MaxValue,
        Predicate<StoredMemory>? isForgotten = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        var (best, candidates) = index.Hash.Find(index, question, maxMemories, (segment, ordinal, sum) =>
            isForgotten is not null && isForgotten(index.Segments[segment].Built.Read(ordinal)) ? null : sum);
        return new RecallResult(index.Epoch, HashWords.Of(question), candidates,
            [.. Fitting(best.Select(rank => rank.Segment.Read(rank.Ordinal)), maxCharacters)]);
    }

    /// <summary>Visits the id of each candidate of a question: every memory it is compared with, before only the best are kept.</summary>
    public static void VisitCandidates(this KeyHashIndex index, string question, Action<long> visit)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(visit);
        index.Hash.VisitCandidates(index, question, visit);
    }

    /// <summary>The memories, in order, that fit this many characters of keys and values together; one that does not fit is
    /// skipped.</summary>
    internal static IEnumerable<StoredMemory> Fitting(IEnumerable<StoredMemory> memories, int maxCharacters)
    {
        foreach (var memory in memories)
        {
            var characters = memory.Key.Length + memory.Value.Length;
            if (characters > maxCharacters)
                continue;
            maxCharacters -= characters;
            yield return memory;
        }
    }
}

/// <summary>What a question recalled from one epoch.</summary>
/// <param name="Epoch">Epoch that was searched.</param>
/// <param name="Words">Words of the question that were looked up.</param>
/// <param name="Candidates">Number of candidates, before only the best were kept.</param>
/// <param name="Memories">The best, best first.</param>
public sealed record RecallResult(long Epoch, IReadOnlyList<string> Words, int Candidates, IReadOnlyList<StoredMemory> Memories);
