namespace Engram.Contracts.Memories;

/// <summary>A chunk of an import or withdrawal can't be stored in the present state; resending does not help. Published by memory-index;
/// consumed by gateway.</summary>
public sealed record MemoriesRefused
{
    public required Guid SetId { get; init; }

    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Stable code, for example <c>no-word-vectors</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people: what is wrong and what would help.</summary>
    public required string Reason { get; init; }
}
