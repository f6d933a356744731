using System.Text.Json.Serialization;
using Engram.Contracts.Memories;

namespace Engram.Contracts.Questions;

/// <summary>A question with the memories that its set finds for it (Miller et al. 2016, section 3.1: key hashing). Published by
/// memory-index; consumed by inference, which addresses the keys and reads the values.</summary>
[Bundled]
public sealed record MemoriesRecalled
{
    public required Guid QuestionId { get; init; }

    public required Guid SetId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Maximum number of answers.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that should answer; null: inference chooses.</summary>
    public string? Model { get; init; }

    /// <summary>How the set finds memories. Default by words.</summary>
    public HashingStrategy Hashing { get; init; }

    /// <summary>The requested limits, which were applied; null: the set selected these memories by itself.</summary>
    [JsonPropertyName("reach")]
    public HopLimits? HopLimits { get; init; }

    /// <summary>Epoch of the set that was read: all memories come from this one.</summary>
    public required long Epoch { get; init; }

    /// <summary>The best candidates, best first; never empty. In a set hashed by entities, the facts of <see cref="Mentions"/>.</summary>
    public required IReadOnlyList<RecalledMemory> Memories { get; init; }

    /// <summary>Where the question may name entities of the set, longest names first. Only in a set hashed by entities.</summary>
    public IReadOnlyList<EntityMention> Mentions { get; init; } = [];

    /// <summary>Subjects and relations with more facts than <see cref="Memories"/> holds.</summary>
    public IReadOnlyList<FactCount> Cut { get; init; } = [];

    /// <summary>Relations in <see cref="Memories"/> that nearly always have one value, so that two values of a subject contradict each
    /// other.</summary>
    public IReadOnlyList<string> SingleValued { get; init; } = [];
}

/// <summary>One key-value memory.</summary>
public sealed record RecalledMemory
{
    public required long MemoryId { get; init; }

    /// <summary>For a triple: subject and relation; for a window: its words.</summary>
    public required string Key { get; init; }

    /// <summary>For a triple: the object; for a window: its center.</summary>
    public required string Value { get; init; }

    /// <summary>Subject of a fact; null for other memories.</summary>
    public string? Subject { get; init; }

    /// <summary>Relation of a fact, prefixed with <c>!</c> when it is read from its object; null for other memories.</summary>
    public string? Relation { get; init; }

    /// <summary>Source of a fact that contradicts another, as its import gave it; otherwise null.</summary>
    public string? Source { get; init; }

    /// <summary>When a fact that contradicts another was stored; otherwise null.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}
