namespace Engram.Contracts.Memories;

/// <summary>Delete a memory set and its contents, including chunks still in transit. Sent by gateway; consumed by memory-index, which
/// answers with <see cref="MemorySetDeleted"/>.</summary>
public sealed record DeleteMemorySet
{
    public required Guid SetId { get; init; }
}
