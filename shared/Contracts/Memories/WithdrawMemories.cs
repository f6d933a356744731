namespace Engram.Contracts.Memories;

/// <summary>Remove facts or documents from a set. Sent by gateway, which has validated every line; consumed by memory-index, which answers
/// with <see cref="MemoriesStored"/>. If an earlier import of them arrives later, they stay out.</summary>
public sealed record WithdrawMemories
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>Identifies the withdrawal, like <see cref="StoreMemories.ImportId"/>; later changes have greater ids (UUIDv7).</summary>
    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within the withdrawal, from 0.</summary>
    public required int Chunk { get; init; }

    /// <summary>Triples: one <c>{"subject": "...", "relation": "...", "object": "..."}</c> per line; without an object, all facts of the
    /// subject and relation. Documents: one <c>{"title": "..."}</c> per line.</summary>
    public required MemoryFormat Format { get; init; }

    /// <summary>Address of the chunk in the blob store: SHA-256 of its UTF-8 NDJSON, 64 lower-case hex digits.</summary>
    public required string ChunkSha256 { get; init; }

    /// <summary>Number of lines in the chunk.</summary>
    public required int Lines { get; init; }
}
