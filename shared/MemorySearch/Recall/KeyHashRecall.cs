using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>
/// Recalls the memories whose keys share a hashed word with a question (Miller et al. 2016, 3.1), the best first. A memory scores
/// sum over the question's distinct hashed words w in its key of ln(1 + M / keys(w)), M being the set's memories and keys(w) those of them
/// whose key holds w: a shared rare word counts more than a shared common one. Equal ones are in the order of their texts.
/// </summary>
public static class KeyHashRecall
{
    /// <summary>Most <paramref name="maxMemories"/> memories; of these, best first, as many as fit <paramref name="maxCharacters"/> of keys
    /// and values together.</summary>
    /// <param name="index">The memories at one epoch.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="maxMemories">Most memories.</param>
    /// <param name="maxCharacters">Most characters of their keys and values.</param>
    /// <param name="isForgotten">Whether a memory is passed over, as if it were not there; the weights of words stay as they are.</param>
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

    /// <summary>Tells the id of each candidate of a question: of every memory it is compared with before only the best are kept.</summary>
    public static void VisitCandidates(this KeyHashIndex index, string question, Action<long> visit)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(visit);
        index.Hash.VisitCandidates(index, question, visit);
    }

    /// <summary>As many memories, in their order, as fit so many characters of keys and values together; one that does not fit is passed
    /// over.</summary>
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
/// <param name="Epoch">Epoch of the set that was read.</param>
/// <param name="Words">The question's words that were looked up.</param>
/// <param name="Candidates">Memories that share a hashed word with the question, before only the best were kept.</param>
/// <param name="Memories">The best, best first.</param>
public sealed record RecallResult(long Epoch, IReadOnlyList<string> Words, int Candidates, IReadOnlyList<StoredMemory> Memories);
