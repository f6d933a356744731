namespace Engram.Contracts.Memories;

/// <summary>
/// Take facts or documents out of a set. Sent by gateway, which has validated every line; consumed by memory-index, which answers with
/// <see cref="MemoriesStored"/>. What an earlier import says of them, that arrives later, stays out.
/// </summary>
public sealed record WithdrawMemories
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>Names the withdrawal, as one of <see cref="StoreMemories.ImportId"/>; a later change has a greater one (UUIDv7).</summary>
    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its withdrawal, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Triples: <c>{"subject": "...", "relation": "...", "object": "..."}</c> a line, all facts of subject and relation where the
    /// object is left out. Documents: <c>{"title": "..."}</c> a line.</summary>
    public required MemoryFormat Format { get; init; }

    /// <summary>Address of the chunk in the blob store: SHA-256 of its UTF-8 NDJSON, 64 lower-case hex digits.</summary>
    public required string ChunkSha256 { get; init; }

    /// <summary>Lines in the chunk.</summary>
    public required int Lines { get; init; }
}
