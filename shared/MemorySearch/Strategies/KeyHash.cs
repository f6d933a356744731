using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>A strategy of key hashing (Miller et al. 2016, 3.1): it selects the memories of a set that a question is compared with, its
/// candidates.</summary>
/// <remarks>
/// Every memory is indexed under the words of its key and under marks that the strategy adds. All strategies score candidates alike, by the
/// buckets b that question and key share: the sum of ln(1 + M / keys(b)), where M is the number of memories in the set and keys(b) the
/// number of keys in bucket b.
/// </remarks>
public abstract class KeyHash
{
    /// <summary>F unless set otherwise (Miller et al. 2016, 3.1).</summary>
    public const int DefaultFrequencyCutoff = 1000;

    // Words never hold control characters, so marks can't collide with words.
    private const byte BucketSign = 1;
    private const byte CountSign = 2;

    private protected KeyHash(int frequencyCutoff, int? bucketCap)
    {
        FrequencyCutoff = frequencyCutoff;
        BucketCap = bucketCap;
    }

    /// <summary>The strategy's name.</summary>
    public abstract HashingStrategy Way { get; }

    /// <summary>F in the paper: words in at least this many keys are not hashed.</summary>
    public int FrequencyCutoff { get; }

    /// <summary>Buckets with more keys are dropped whole (memHashMaxHashes of the released code, with memHashThrowAwayIfOverMaxHashes);
    /// null: no limit.</summary>
    public int? BucketCap { get; }

    /// <summary>Whether segments keep a list of each key's words, which a scan reads, instead of postings.</summary>
    internal virtual bool ListsWords => false;

    /// <summary>Whether memories are indexed under more than the words of their keys.</summary>
    internal virtual bool HasMarks => false;

    /// <summary>Words in this many keys or more get no postings: twice the cutoff, so that a word that falls back below it nearly always
    /// has them.</summary>
    private protected virtual int MostKeysWithPostings => (int)Math.Min(int.MaxValue, 2L * FrequencyCutoff);

    /// <summary>What a memory is indexed under besides the words of its key; a mark may come twice.</summary>
    internal virtual IEnumerable<string> MarksOf(StoredMemory memory) => [];

    /// <summary>The best candidates of a question, and the number of candidates.</summary>
    internal abstract (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge);

    /// <summary>Visits the id of every candidate of a question.</summary>
    internal virtual void VisitCandidates(KeyHashIndex index, string question, Action<long> visit) =>
        Find(index, question, most: 0, (segment, ordinal, _) =>
    {
        visit(index.Segments[segment].Built.IdOf(ordinal));
        return null;
    });

    /// <summary>Whether a bucket with this name and this many keys finds memories.</summary>
    internal bool IsHashed(ReadOnlySpan<byte> name, int keys) =>
        keys > 0 && keys <= (BucketCap ?? int.MaxValue) && (IsMark(name) ? name[0] == BucketSign : keys < FrequencyCutoff);

    /// <summary>Whether a segment keeps the postings of this name.</summary>
    internal bool KeepsPostings(ReadOnlySpan<byte> name, int keys) => IsMark(name) ? name[0] == BucketSign : keys < MostKeysWithPostings;

    internal static bool IsMark(ReadOnlySpan<byte> name) => name[0] is BucketSign or CountSign;

    /// <summary>Name of a bucket that is not a word.</summary>
    private protected static string BucketMark(string name) => (char)BucketSign + name;

    /// <summary>Name of a mark that is only counted.</summary>
    private protected static string CountMark(string name) => (char)CountSign + name;
}
