using System.Collections.Concurrent;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex;

/// <summary>Makes the way of key hashing that a set asks for.</summary>
public sealed class KeyHashFactory(IOptions<MemoryIndexOptions> options)
{
    // K clusters take some seconds to make, and every set that asks for as many shares them.
    private readonly ConcurrentDictionary<int, Lazy<WordClusters>> _clusters = new();

    /// <exception cref="HashingException">The set asks for clusters, and there are no word vectors to make them of.</exception>
    public KeyHash Of(MemorySetDefinition set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Hashing switch
        {
            HashingStrategy.Words => new WordHash(set.FrequencyCutoff, set.BucketCap),
            HashingStrategy.Clusters => new ClusterHash(ClustersOf(set.Clusters), set.FrequencyCutoff, set.BucketCap),
            HashingStrategy.Entities => new EntityHash(set.FrequencyCutoff, set.BucketCap),
            HashingStrategy.Scan => new FullScan(),
            _ => throw new HashingException($"Memory set {set.SetId} is hashed by {set.Hashing}, which this version does not know."),
        };
    }

    private WordClusters ClustersOf(int count)
    {
        var path = options.Value.WordVectors;
        const string option = $"{MemoryIndexOptions.SectionName}:{nameof(MemoryIndexOptions.WordVectors)}";
        if (path.Length == 0)
            throw new HashingException($"The set is hashed by clusters of word vectors, and {option} names no file of them; set it, or "
                + "make the set with another hashing.");
        if (!File.Exists(path))
            throw new HashingException($"The set is hashed by clusters of word vectors, and {path}, which {option} names, does not exist.");
        try
        {
            return _clusters.GetOrAdd(
                count, k => new Lazy<WordClusters>(() => WordClusters.Of(WordVectorFile.Read(path), k, options.Value.ClusterSeed))).Value;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw new HashingException($"The set is hashed by {count} clusters of word vectors, which {path} can't make: {e.Message}", e);
        }
    }
}

/// <summary>A memory set can't be hashed as it asks; the message says why and what would help.</summary>
public sealed class HashingException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Code of the refusals it leads to.</summary>
    public const string Code = "memory-set-not-hashed";
}
