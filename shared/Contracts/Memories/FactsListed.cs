using System.Text.Json.Serialization;

namespace Engram.Contracts.Memories;

/// <summary>A page of a set's contents. The reply of memory-index to <see cref="ListFacts"/>; read by the gateway that sent the
/// request.</summary>
public sealed record FactsListed
{
    public required IReadOnlyList<ListedFact> Facts { get; init; }

    /// <summary>Value of <see cref="ListFacts.After"/> for the next page; null on the last page.</summary>
    public long? Next { get; init; }
}

/// <summary>One item of a set as stored.</summary>
public sealed record ListedFact
{
    public required long MemoryId { get; init; }

    public required FactKind Kind { get; init; }

    /// <summary>Set for a triple, with its relation and object; otherwise null.</summary>
    public string? Subject { get; init; }

    public string? Relation { get; init; }

    [JsonPropertyName("object")]
    public string? ObjectText { get; init; }

    /// <summary>A sentence, or the words by which a post is found; null for a triple.</summary>
    public string? Text { get; init; }

    /// <summary>Set for a post; otherwise null.</summary>
    public IReadOnlyList<string>? Keyphrases { get; init; }

    /// <summary>The client's id of a post; otherwise null.</summary>
    public string? PostId { get; init; }

    /// <summary>Source of a triple, as given by the import that stored it first; null when it gave none.</summary>
    public string? Source { get; init; }

    /// <summary>When it was stored; null: stored by a version that did not record it.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>What a set may hold.</summary>
public enum FactKind
{
    /// <summary>Subject, relation and object.</summary>
    Triple,

    /// <summary>A sentence of a document.</summary>
    Sentence,

    /// <summary>A tagged post.</summary>
    Post,
}
