namespace Engram.Contracts.Memories;

/// <summary>A memory set changed other than by an import. Published by memory-index; consumed by gateway.</summary>
public sealed record MemorySetChanged
{
    public required Guid SetId { get; init; }

    public required MemorySetStatistics Statistics { get; init; }
}
