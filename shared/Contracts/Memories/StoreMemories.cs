namespace Engram.Contracts.Memories;

/// <summary>Store one chunk of an import. Sent by gateway, which has validated every line; consumed by memory-index, which answers with
/// <see cref="MemoriesStored"/>. Storing a chunk twice adds nothing the second time.</summary>
public sealed record StoreMemories
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>Identifies the import, that is one upload of any size. Later changes of the set have greater ids (UUIDv7).</summary>
    public required Guid ImportId { get; init; }

    /// <summary>Number of the chunk within its import, from 0.</summary>
    public required int Chunk { get; init; }

    public required MemoryFormat Format { get; init; }

    /// <summary>Address of the chunk in the blob store: SHA-256 of its UTF-8 NDJSON, 64 lower-case hex digits.</summary>
    public required string ChunkSha256 { get; init; }

    /// <summary>Number of lines in the chunk.</summary>
    public required int Lines { get; init; }

    /// <summary>Whether the import replaces what earlier changes stored under the same subjects and relations, or titles. False also when
    /// the message predates this field.</summary>
    public bool Replaces { get; init; }
}

/// <summary>Format of an import's lines.</summary>
public enum MemoryFormat
{
    /// <summary><c>{"subject": "...", "relation": "...", "object": "...", "source": "..."}</c>: stored as given and reversed, with the
    /// source if there is one.</summary>
    Triples,

    /// <summary><c>{"title": "...", "text": "..."}</c>: stored per sentence and per window.</summary>
    Documents,

    /// <summary><c>{"id": "...", "text": "...", "ocr": "...", "attributes": ["..."], "keyphrases": ["..."]}</c>: a tagged post. Its key is
    /// the words of post, picture and attributes; its value is the keyphrases joined by <c>;</c>.</summary>
    Posts,
}
