namespace Engram.Contracts.Memories;

/// <summary>A memory set is gone. Published by memory-index; consumed by gateway.</summary>
public sealed record MemorySetDeleted
{
    public required Guid SetId { get; init; }
}
