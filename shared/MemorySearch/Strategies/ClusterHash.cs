using System.Globalization;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Strategies;

/// <summary>
/// By words and by clusters of word vectors (Weston et al. 2015, section 3.3: k-means over the vectors, K buckets): a key falls into the
/// buckets of the clusters of all its words, as in the released code, and a question into those of its words under the frequency cut: one
/// of 'the' would hold everything. The words' own buckets stay beside them (memDictHashing with memClusterHashing there), so that what
/// shares the word itself ranks above what shares its cluster. A word without a vector has but its own.
/// </summary>
/// <param name="clusters">Which word lies in which cluster.</param>
/// <param name="frequencyCutoff">Words in at least this many keys are not hashed, of questions not even by their cluster.</param>
/// <param name="bucketCap">A bucket with more keys is dropped; null: none is.</param>
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
