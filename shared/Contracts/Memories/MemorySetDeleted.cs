namespace Engram.Contracts.Memories;

/// <summary>A memory set was deleted. Published by memory-index; consumed by gateway.</summary>
public sealed record MemorySetDeleted
{
    public required Guid SetId { get; init; }
}
