using System.Security.Cryptography;
using System.Text;
using Engram.MemorySearch.Index;

namespace Engram.MemoryIndex;

/// <summary>A memory before it is stored. Questions are matched with the key; the value is what is read (Miller et al. 2016,
/// 3.1).</summary>
/// <param name="Kind">What it was made from.</param>
/// <param name="Key">Text that questions are matched with.</param>
/// <param name="Value">Text that is read when the memory is found.</param>
public readonly record struct Memory(MemoryKind Kind, string Key, string Value)
{
    /// <summary>Id of the tagged post it was made from; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Where a fact comes from, according to its import; null if the import did not say.</summary>
    public string? Origin { get; init; }

    /// <summary>Group of memories that is replaced or withdrawn as a whole; null for a post.</summary>
    public Guid? Topic { get; init; }
}

/// <summary>What a memory was made from.</summary>
public enum MemoryKind
{
    /// <summary>A fact: the key is subject and relation, the value the object.</summary>
    Triple,

    /// <summary>The same fact, reversed: the key is the object and the reversed relation, the value the subject.</summary>
    Reversed,

    /// <summary>A sentence of a document, as both key and value.</summary>
    Sentence,

    /// <summary>A window of a sentence.</summary>
    Window,

    /// <summary>A tagged post.</summary>
    Post,
}

/// <summary>Hashes that identify memories and topics: the first 128 bits of SHA-256.</summary>
internal static class MemoryHash
{
    /// <summary>Topic shared by all documents without a title; therefore it is never replaced.</summary>
    public static Guid UntitledDocument { get; } = OfDocument("");

    /// <summary>Topic of the facts of a subject and relation.</summary>
    public static Guid OfFacts(string subject, string relation) => Of(Triple.KeyOf(subject, relation));

    /// <summary>Topic of the documents with this title.</summary>
    public static Guid OfDocument(string title) => Of("\0" + title);

    /// <summary>Hash of a memory's content. Two posts with the same words are two memories.</summary>
    public static Guid OfContent(Memory memory)
    {
        // PostgreSQL text can't hold U+0000, so it safely separates key and value.
        return Of(memory.Source is null ? $"{memory.Key}\0{memory.Value}" : $"{memory.Key}\0{memory.Value}\0{memory.Source}");
    }

    private static Guid Of(string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(content), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
