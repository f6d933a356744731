using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>
/// No hashing: every memory is a candidate, as in a memory network without it (Miller et al. 2016, 3.1 hash only for speed), and every word
/// counts, however frequent. It finds all that hashing finds, so it shows what hashing loses. Each question reads all keys.
/// </summary>
public sealed class FullScan() : KeyHash(int.MaxValue, null)
{
    public override HashingStrategy Way => HashingStrategy.Scan;

    internal override bool ListsWords => true;

    internal override void VisitCandidates(KeyHashIndex index, string question, Action<long> visit)
    {
        foreach (var segment in index.Segments)
        {
            for (var ordinal = 0; ordinal < segment.Built.Memories; ordinal++)
            {
                if (segment.Holds(ordinal))
                    visit(segment.Built.IdOf(ordinal));
            }
        }
    }

    private protected override int MostKeysWithPostings => 0;

    internal override (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge)
    {
        var words = index.Hashed(HashWords.Of(question)).ToArray();
        // A set that goes to the model whole includes memories that share no word.
        var (best, met) = Ranking.Find(index, segment => segment.Sum(words), most, judge, withUnmet: index.Memories <= most);
        return (best, Math.Max(met, (int)Math.Min(int.MaxValue, index.Memories)));
    }
}
