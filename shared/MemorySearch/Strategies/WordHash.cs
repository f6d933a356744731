using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>Hashes by words: candidates share a word with the question; frequent words are ignored (Miller et al. 2016, 3.1).</summary>
/// <param name="frequencyCutoff">Words in at least this many keys are not hashed.</param>
/// <param name="bucketCap">Words in more keys than this are dropped; null: no limit.</param>
public sealed class WordHash(int frequencyCutoff = KeyHash.DefaultFrequencyCutoff, int? bucketCap = null)
    : KeyHash(frequencyCutoff, bucketCap)
{
    public override HashingStrategy Way => HashingStrategy.Words;

    internal override (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge)
    {
        var words = index.Hashed(HashWords.Of(question)).ToArray();
        return Ranking.Find(index, segment => segment.Sum(words), most, judge);
    }
}
