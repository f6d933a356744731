namespace Engram.Contracts.Memories;

/// <summary>Name of a memory set, and how its memories are made and hashed. Every message about a set carries it, so that messages may
/// arrive in any order.</summary>
public sealed record MemorySetDefinition
{
    /// <summary>Identity of the set. A set that is deleted and created again under the same name gets a new one.</summary>
    public required Guid SetId { get; init; }

    /// <summary>Name that clients use for the set, for example <c>movies</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Words that occur in at least this many keys are not hashed (Miller et al. 2016, section 3.1: F). Default 1000.</summary>
    public int FrequencyCutoff { get; init; } = 1000;

    /// <summary>How memories are found. Default by words, also when the message predates this field.</summary>
    public HashingStrategy Hashing { get; init; }

    /// <summary>A bucket with more keys than this is dropped whole; null: no limit. Default null.</summary>
    public int? BucketCap { get; init; }

    /// <summary>Number of clusters when hashing by clusters (Weston et al. 2015, section 3.3: K). Default 1000.</summary>
    public int Clusters { get; init; } = 1000;

    /// <summary>Width of a document window in words, odd (Miller et al. 2016, section 4.2: W). Default 7.</summary>
    public int WindowWords { get; init; } = 7;
}
