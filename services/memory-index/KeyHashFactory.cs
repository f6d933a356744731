using System.Collections.Concurrent;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex;

/// <summary>Creates the key-hashing strategy that a set is configured with.</summary>
public sealed class KeyHashFactory(IOptions<MemoryIndexOptions> options)
{
    // Clustering takes some seconds; all sets with the same K share the result.
    private readonly ConcurrentDictionary<int, Lazy<WordClusters>> _clusters = new();

    /// <exception cref="HashingException">The set is hashed by clusters, but there are no word vectors to build them from.</exception>
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

/// <summary>A memory set can't be hashed as configured; the message gives the reason and a remedy.</summary>
public sealed class HashingException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Error code of the messages that report it.</summary>
    public const string Code = "memory-set-not-hashed";
}
