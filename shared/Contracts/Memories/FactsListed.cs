using System.Text.Json.Serialization;

namespace Engram.Contracts.Memories;

/// <summary>A page of what a set holds. The reply of memory-index to <see cref="ListFacts"/>; read by the gateway that asked.</summary>
public sealed record FactsListed
{
    public required IReadOnlyList<ListedFact> Facts { get; init; }

    /// <summary>What <see cref="ListFacts.After"/> is for the next page; null: this is the last.</summary>
    public long? Next { get; init; }
}

/// <summary>What was put into a set, as it lies there.</summary>
public sealed record ListedFact
{
    public required long MemoryId { get; init; }

    public required FactKind Kind { get; init; }

    /// <summary>Of a triple; else null, as its relation and object.</summary>
    public string? Subject { get; init; }

    public string? Relation { get; init; }

    [JsonPropertyName("object")]
    public string? ObjectText { get; init; }

    /// <summary>A sentence, or the words that a post is found by; null: a triple.</summary>
    public string? Text { get; init; }

    /// <summary>Of a post; else null.</summary>
    public IReadOnlyList<string>? Keyphrases { get; init; }

    /// <summary>What its client calls a post; else null.</summary>
    public string? PostId { get; init; }

    /// <summary>Where a triple comes from, as the import said that brought it first; null where it did not.</summary>
    public string? Source { get; init; }

    /// <summary>When it was stored; null: by a version that did not note it.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>What may be put into a set.</summary>
public enum FactKind
{
    /// <summary>Subject, relation and object.</summary>
    Triple,

    /// <summary>A sentence of a document.</summary>
    Sentence,

    /// <summary>A tagged post.</summary>
    Post,
}
