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
    public HashingWay Hashing { get; init; }

    /// <summary>The reach that was asked for, and kept to; null: the set found these memories by itself.</summary>
    public RecallReach? Reach { get; init; }

    /// <summary>Epoch of the set that was read: all memories come from this one.</summary>
    public required long Epoch { get; init; }

    /// <summary>The best candidates, best first; never empty.</summary>
    public required IReadOnlyList<RecalledMemory> Memories { get; init; }
}

/// <summary>One key-value memory.</summary>
public sealed record RecalledMemory
{
    public required long MemoryId { get; init; }

    /// <summary>For a triple: subject and relation; for a window: its words.</summary>
    public required string Key { get; init; }

    /// <summary>For a triple: the object; for a window: its centre.</summary>
    public required string Value { get; init; }
}
