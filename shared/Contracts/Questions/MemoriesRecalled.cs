using System.Text.Json.Serialization;
using Engram.Contracts.Memories;

namespace Engram.Contracts.Questions;

/// <summary>
/// A question together with the memories that its set finds for it (Miller et al. 2016, section 3.1: key hashing). Published
/// by memory-index; consumed by inference, which addresses the keys and reads the values.
/// </summary>
public sealed record MemoriesRecalled
{
    public required Guid QuestionId { get; init; }

    public required Guid SetId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Most answers wanted.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that is to answer; null leaves it to inference.</summary>
    public string? Model { get; init; }

    /// <summary>By what the set finds memories. Default by words.</summary>
    public HashingStrategy Hashing { get; init; }

    /// <summary>The limits that were asked for, and kept to; null: the set found these memories by itself.</summary>
    [JsonPropertyName("reach")]
    public HopLimits? HopLimits { get; init; }

    /// <summary>Epoch of the set that was read: all memories come from this one.</summary>
    public required long Epoch { get; init; }

    /// <summary>The best candidates, best first; never empty. Of a set that is hashed by entities, the facts of
    /// <see cref="Mentions"/>.</summary>
    public required IReadOnlyList<RecalledMemory> Memories { get; init; }

    /// <summary>Where the question may name entities of the set, longest names first. Only of a set that is hashed by entities.</summary>
    public IReadOnlyList<EntityMention> Mentions { get; init; } = [];

    /// <summary>Subjects and relations with more facts than <see cref="Memories"/> hold.</summary>
    public IReadOnlyList<FactCount> Cut { get; init; } = [];

    /// <summary>Relations of <see cref="Memories"/> that nearly always have one value: two values of a subject contradict each
    /// other.</summary>
    public IReadOnlyList<string> SingleValued { get; init; } = [];
}

/// <summary>One key-value memory.</summary>
public sealed record RecalledMemory
{
    public required long MemoryId { get; init; }

    /// <summary>For a triple: subject and relation; for a window: its words.</summary>
    public required string Key { get; init; }

    /// <summary>For a triple: the object; for a window: its centre.</summary>
    public required string Value { get; init; }

    /// <summary>Subject of a fact; null for what is no fact.</summary>
    public string? Subject { get; init; }

    /// <summary>Relation of a fact, with <c>!</c> in front where it is read from its object; null for what is no fact.</summary>
    public string? Relation { get; init; }

    /// <summary>Where a fact that contradicts another came from, as its import said; else null.</summary>
    public string? Source { get; init; }

    /// <summary>When a fact that contradicts another was stored; else null.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}
