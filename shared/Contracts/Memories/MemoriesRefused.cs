namespace Engram.Contracts.Memories;

/// <summary>A chunk of an import or a withdrawal can't be stored as things are, however often it is sent. Published by
/// memory-index; consumed by gateway.</summary>
public sealed record MemoriesRefused
{
    public required Guid SetId { get; init; }

    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Short and stable, for example <c>no-word-vectors</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Why, and what would help, in a sentence.</summary>
    public required string Reason { get; init; }
}
