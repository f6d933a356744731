using System.Globalization;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>Hashes by words and by clusters of word vectors (Weston et al. 2015, section 3.3: k-means over the vectors, K
/// buckets).</summary>
/// <remarks>
/// A key falls into the cluster buckets of all its words, as in the released code. A question uses the clusters only of its words under the
/// frequency cutoff: the cluster of 'the' would hold everything. The words' own buckets are kept as well (there: memDictHashing with
/// memClusterHashing), so a shared word ranks above a shared cluster. A word without a vector has only its own bucket.
/// </remarks>
/// <param name="clusters">The cluster of each word.</param>
/// <param name="frequencyCutoff">Words in at least this many keys are not hashed; in questions, not even by their cluster.</param>
/// <param name="bucketCap">Buckets with more keys are dropped; null: no limit.</param>
public sealed class ClusterHash(WordClusters clusters, int frequencyCutoff = KeyHash.DefaultFrequencyCutoff, int? bucketCap = null)
    : KeyHash(frequencyCutoff, bucketCap)
{
    public override HashingStrategy Way => HashingStrategy.Clusters;

    internal override bool HasMarks => true;

    internal override IEnumerable<string> MarksOf(StoredMemory memory) => ClustersOf(HashWords.InOrder(memory.Key));

    internal override (Rank[] Best, int Candidates) Find(KeyHashIndex index, string question, int most, Ranking.Judge judge)
    {
        var words = HashWords.Of(question);
        var frequent = words.Where(word => index.KeyCountOf(word) >= FrequencyCutoff).ToHashSet();
        var names = index.Hashed([.. words, .. ClustersOf(words.Where(word => !frequent.Contains(word))).Distinct()]).ToArray();
        return Ranking.Find(index, segment => segment.Sum(names), most, judge);
    }

    private IEnumerable<string> ClustersOf(IEnumerable<string> words) =>
        words.Select(clusters.Find).Where(cluster => cluster >= 0)
            .Select(cluster => BucketMark(cluster.ToString(CultureInfo.InvariantCulture)));
}
