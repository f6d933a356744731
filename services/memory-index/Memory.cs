using System.Security.Cryptography;
using System.Text;
using Engram.MemorySearch.Index;

namespace Engram.MemoryIndex;

/// <summary>A memory slot before it is stored: the key is what a question is matched with, the value what is read (Miller et al. 2016,
/// 3.1).</summary>
/// <param name="Kind">What it was made of.</param>
/// <param name="Key">What a question is matched with.</param>
/// <param name="Value">What is read.</param>
public readonly record struct Memory(MemoryKind Kind, string Key, string Value)
{
    /// <summary>Id of the tagged post it was made from; null when nobody asks for it.</summary>
    public string? Source { get; init; }

    /// <summary>Where a fact comes from, as its import said; null where it did not.</summary>
    public string? Origin { get; init; }

    /// <summary>What is replaced or withdrawn as a whole with it; null: a post.</summary>
    public Guid? Topic { get; init; }
}

/// <summary>What memories are made of.</summary>
public enum MemoryKind
{
    /// <summary>A fact: key subject and relation, value the object.</summary>
    Triple,

    /// <summary>The same fact from its object: key object and reversed relation, value the subject.</summary>
    Reversed,

    /// <summary>A sentence of a document, key and value alike.</summary>
    Sentence,

    /// <summary>A window of a sentence.</summary>
    Window,

    /// <summary>A tagged post.</summary>
    Post,
}

/// <summary>Names of memories and topics: the first 128 bits of SHA-256.</summary>
internal static class MemoryHash
{
    /// <summary>Topic of the documents without a title. They have it in common, so it is never replaced.</summary>
    public static Guid UntitledDocument { get; } = OfDocument("");

    /// <summary>Topic of the facts of a subject and relation.</summary>
    public static Guid OfFacts(string subject, string relation) => Of(Triple.KeyOf(subject, relation));

    /// <summary>Topic of the documents of a title.</summary>
    public static Guid OfDocument(string title) => Of("\0" + title);

    /// <summary>Name of what a memory says. Two posts of the same words are two memories.</summary>
    public static Guid OfContent(Memory memory)
    {
        // No text in PostgreSQL holds U+0000, so it keeps key and value apart.
        return Of(memory.Source is null ? $"{memory.Key}\0{memory.Value}" : $"{memory.Key}\0{memory.Value}\0{memory.Source}");
    }

    private static Guid Of(string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(content), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
