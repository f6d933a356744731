using Engram.Contracts.Memories;

namespace Engram.ApiContracts.Memories;

/// <summary>A memory set as clients see it.</summary>
public sealed record MemorySetResource
{
    public required string Name { get; init; }

    public required HashingStrategy Hashing { get; init; }

    public required int FrequencyCutoff { get; init; }

    public required int? BucketCap { get; init; }

    public required int Clusters { get; init; }

    public required int WindowWords { get; init; }

    /// <summary>Its size as last reported by memory-index.</summary>
    public required MemorySetStatistics Statistics { get; init; }

    /// <summary>Imports not yet completely stored.</summary>
    public required int PendingImports { get; init; }

    /// <summary>Chunks of imports not yet stored.</summary>
    public required int PendingChunks { get; init; }

    /// <summary>Chunks of imports that could not be stored.</summary>
    public required int FailedChunks { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>All memory sets.</summary>
/// <param name="Memories">The sets, by name.</param>
public sealed record MemorySetList(IReadOnlyList<MemorySetResource> Memories);
