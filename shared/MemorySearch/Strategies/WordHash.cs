using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>By words: a question meets the keys that share a word with it, frequent words left out (Miller et al. 2016, 3.1).</summary>
/// <param name="frequencyCutoff">Words in at least this many keys are not hashed.</param>
/// <param name="bucketCap">A word in more keys than this is dropped; null: none is.</param>
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
