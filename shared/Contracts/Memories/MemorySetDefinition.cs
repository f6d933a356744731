namespace Engram.Contracts.Memories;

/// <summary>What a memory set is called and how its memories are made and hashed. Every message about a set carries it, so that they may
/// arrive in any order.</summary>
public sealed record MemorySetDefinition
{
    /// <summary>Identity of the set. A set that is deleted and made again under the same name gets a new one.</summary>
    public required Guid SetId { get; init; }

    /// <summary>Name by which people ask it, for example <c>movies</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Words that stand in at least this many keys are not hashed (Miller et al. 2016, section 3.1: F). Default 1000.</summary>
    public int FrequencyCutoff { get; init; } = 1000;

    /// <summary>By what memories are found. By words also where the message is older than this field.</summary>
    public HashingStrategy Hashing { get; init; }

    /// <summary>A bucket that more keys fall into than this is dropped whole; null: none is. Default null.</summary>
    public int? BucketCap { get; init; }

    /// <summary>Number of clusters (Weston et al. 2015, section 3.3: K), where memories are found by them. Default 1000.</summary>
    public int Clusters { get; init; } = 1000;

    /// <summary>Width of a document window in words, odd (Miller et al. 2016, section 4.2: W). Default 7.</summary>
    public int WindowWords { get; init; } = 7;
}
