namespace Engram.Contracts.Memories;

/// <summary>Forget a memory set and all it holds, also chunks still on their way. Sent by gateway; consumed by memory-index, which answers
/// with <see cref="MemorySetDeleted"/>.</summary>
public sealed record DeleteMemorySet
{
    public required Guid SetId { get; init; }
}
