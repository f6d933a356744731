using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>
/// A way of key hashing (Miller et al. 2016, 3.1): which memories of a set a question is compared with at all, its candidates. Every memory
/// is filed under the words of its key, and under marks that a way adds to them. All ways score their candidates alike, by the buckets that
/// question and key share: sum of ln(1 + M / keys(b)), M being the set's memories and keys(b) those whose key falls into bucket b.
/// </summary>
public abstract class KeyHash
{
    /// <summary>F, where nothing else is said (Miller et al. 2016, 3.1).</summary>
    public const int DefaultFrequencyCutoff = 1000;

    // No word holds a control character.
    private const byte BucketSign = 1;
    private const byte CountSign = 2;

    private protected KeyHash(int frequencyCutoff, int? bucketCap)
    {
        FrequencyCutoff = frequencyCutoff;
        BucketCap = bucketCap;
    }

    /// <summary>What it is called.</summary>
    public abstract HashingStrategy Way { get; }

    /// <summary>F in the paper: words in at least this many keys are not hashed.</summary>
    public int FrequencyCutoff { get; }

    /// <summary>A bucket with more keys is dropped whole (memHashMaxHashes of the released code, with memHashThrowAwayIfOverMaxHashes);
    /// null: none is.</summary>
    public int? BucketCap { get; }

    /// <summary>Whether keys keep the list of their words, which a scan reads, in place of postings.</summary>
    internal virtual bool ListsWords => false;

    /// <summary>Whether memories are filed under more than the words of their keys.</summary>
    internal virtual bool HasMarks => false;

    /// <summary>Words in as many keys or more have no postings: twice the cut, so that a word that falls back under it has them in all but
    /// rare cases.</summary>
    private protected virtual int MostKeysWithPostings => (int)Math.Min(int.MaxValue, 2L * FrequencyCutoff);

    /// <summary>What a memory is filed under beside the words of its key; the same mark may come twice.</summary>
    internal virtual IEnumerable<string> MarksOf(StoredMemory memory) => [];

    /// <summary>The best candidates of a question, and of how many they are the best.</summary>
    internal abstract (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge);

    /// <summary>Tells the id of every candidate of a question.</summary>
    internal virtual void VisitCandidates(KeyHashIndex index, string question, Action<long> visit) =>
        Find(index, question, most: 0, (segment, ordinal, _) =>
    {
        visit(index.Segments[segment].Built.IdOf(ordinal));
        return null;
    });

    /// <summary>Whether memories are found by a bucket of this name with so many keys.</summary>
    internal bool IsHashed(ReadOnlySpan<byte> name, int keys) =>
        keys > 0 && keys <= (BucketCap ?? int.MaxValue) && (IsMark(name) ? name[0] == BucketSign : keys < FrequencyCutoff);

    /// <summary>Whether a segment keeps the postings of this name.</summary>
    internal bool KeepsPostings(ReadOnlySpan<byte> name, int keys) => IsMark(name) ? name[0] == BucketSign : keys < MostKeysWithPostings;

    internal static bool IsMark(ReadOnlySpan<byte> name) => name[0] is BucketSign or CountSign;

    /// <summary>Name of a bucket that is no word.</summary>
    private protected static string BucketMark(string name) => (char)BucketSign + name;

    /// <summary>Name of something that is only counted.</summary>
    private protected static string CountMark(string name) => (char)CountSign + name;
}
