using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Generators of hashing strategies, for properties that hold for all of them.</summary>
internal static class Ways
{
    /// <summary>Any strategy with a low cutoff and bucket cap, so that buckets are dropped often.</summary>
    public static Gen<KeyHash> AnyOf(string[] vocabulary)
    {
        var clusters = ClustersOf(vocabulary);
        return from cutoff in Gen.Choose(1, 8)
               from cap in Gen.Frequency((2, Gen.Constant((int?)null)), (1, Gen.Choose(1, 6).Select(cap => (int?)cap)))
               from hash in Gen.Elements<KeyHash>(
                   new WordHash(cutoff, cap), new ClusterHash(clusters, cutoff, cap), new EntityHash(cutoff, cap), new FullScan())
               select hash;
    }

    /// <summary>Three clusters of adjacent words of the vocabulary. The last word has no vector.</summary>
    public static WordClusters ClustersOf(string[] vocabulary) => WordClusters.Of(
        [.. vocabulary[..^1].Select((word, i) => (word,
            new[] { MathF.Cos(i * 3 / vocabulary.Length * 2), MathF.Sin(i * 3 / vocabulary.Length * 2), i * 0.001f }))], 3, seed: 1);
}
