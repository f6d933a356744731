using System.ComponentModel;
using Engram.Contracts.Memories;
using Engram.Gateway.Api;

namespace Engram.Gateway.Memories;

/// <summary>How the memories of a set are made and hashed.</summary>
public sealed record MemorySetOptions
{
    private const int MostWindowWords = 99;

    private const int MostClusters = 65_536;

    /// <summary>How a new set is hashed that names no way: best where questions name what they ask about (docs/memory.md).</summary>
    public const HashingWay DefaultHashing = HashingWay.Entities;

    [Description("By what memories are found: words, clusters of word vectors as well, entities only, or a scan of all. Default entities, "
        + "or as the set is hashed where it is there already.")]
    public HashingWay? Hashing { get; init; }

    [Description("Words, or entities, that stand in at least this many keys are not hashed; a scan looks at all. Default 1000.")]
    public int FrequencyCutoff { get; init; } = 1000;

    [Description("A bucket that more keys fall into than this is dropped whole; null: none is. Default null.")]
    public int? BucketCap { get; init; }

    [Description("Number of clusters of word vectors, 1 to 65536, where memories are found by them. Default 1000.")]
    public int Clusters { get; init; } = 1000;

    [Description("Width of a document window in words, odd, 1 to 99. Default 7.")]
    public int WindowWords { get; init; } = 7;

    /// <exception cref="ProblemException">A value is out of range.</exception>
    public void Check()
    {
        if (FrequencyCutoff < 1)
            throw new ProblemException(Problems.InvalidField("frequencyCutoff", $"is {FrequencyCutoff}; give a number from 1"));
        if (BucketCap < 1)
            throw new ProblemException(Problems.InvalidField("bucketCap", $"is {BucketCap}; give a number from 1, or null"));
        if (Clusters is < 1 or > MostClusters)
            throw new ProblemException(Problems.InvalidField("clusters", $"is {Clusters}; give a number from 1 to {MostClusters}"));
        if (WindowWords is < 1 or > MostWindowWords || WindowWords % 2 == 0)
            throw new ProblemException(Problems.InvalidField("windowWords", $"is {WindowWords}; give an odd number from 1 to {MostWindowWords}"));
    }
}
