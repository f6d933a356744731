using System.ComponentModel;
using Engram.Contracts.Memories;

namespace Engram.ApiContracts.Memories;

/// <summary>How the memories of a set are made and hashed.</summary>
public sealed record MemorySetOptions
{
    /// <summary>Hashing of a new set when the request names none: best for questions that name the entity they ask about
    /// (docs/memory.md).</summary>
    public const HashingStrategy DefaultHashing = HashingStrategy.Entities;

    [Description("By what memories are found: words, clusters of word vectors as well, entities only, or a scan of all. Default entities, "
        + "or as the set is hashed where it is there already.")]
    public HashingStrategy? Hashing { get; init; }

    [Description("Words, or entities, that stand in at least this many keys are not hashed; a scan looks at all. Default 1000.")]
    public int FrequencyCutoff { get; init; } = 1000;

    [Description("A bucket that more keys fall into than this is dropped whole; null: none is. Default null.")]
    public int? BucketCap { get; init; }

    [Description("Number of clusters of word vectors, 1 to 65536, where memories are found by them. Default 1000.")]
    public int Clusters { get; init; } = 1000;

    [Description("Width of a document window in words, odd, 1 to 99. Default 7.")]
    public int WindowWords { get; init; } = 7;
}
