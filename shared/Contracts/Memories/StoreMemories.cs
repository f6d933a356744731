namespace Engram.Contracts.Memories;

/// <summary>
/// Store one chunk of an import. Sent by gateway, which has validated every line; consumed by memory-index, which answers with
/// <see cref="MemoriesStored"/>. A chunk stored twice adds nothing the second time.
/// </summary>
public sealed record StoreMemories
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>Names the import, that is one upload of any size. A later change of the set has a greater one (UUIDv7).</summary>
    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    public required MemoryFormat Format { get; init; }

    /// <summary>Address of the chunk in the blob store: SHA-256 of its UTF-8 NDJSON, 64 lower-case hex digits.</summary>
    public required string ChunkSha256 { get; init; }

    /// <summary>Lines in the chunk.</summary>
    public required int Lines { get; init; }

    /// <summary>Whether the facts of a subject and relation that the import names, and the document of a title, take the place of what
    /// earlier changes brought of them. False also where the message is older than this field.</summary>
    public bool Replaces { get; init; }
}

/// <summary>What a line of an import holds.</summary>
public enum MemoryFormat
{
    /// <summary><c>{"subject": "...", "relation": "...", "object": "...", "source": "..."}</c>: stored as it is and reversed, with its
    /// source where there is one.</summary>
    Triples,

    /// <summary><c>{"title": "...", "text": "..."}</c>: stored by sentence and by window.</summary>
    Documents,

    /// <summary><c>{"id": "...", "text": "...", "ocr": "...", "attributes": ["..."], "keyphrases": ["..."]}</c>: a tagged post, its key the
    /// words of post, picture and attributes, its value the keyphrases joined by <c>;</c>.</summary>
    Posts,
}
