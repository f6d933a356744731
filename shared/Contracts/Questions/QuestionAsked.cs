namespace Engram.Contracts.Questions;

/// <summary>
/// A question to a memory set. Published by gateway, and again by inference where the model that is to answer was trained to read other memories
/// than the set recalls by itself; consumed by memory-index, which passes it on as <see cref="MemoriesRecalled"/> or ends it with
/// <see cref="QuestionUnanswered"/>.
/// </summary>
public sealed record QuestionAsked
{
    public required Guid QuestionId { get; init; }

    public required Guid SetId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Most answers wanted.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that is to answer; null leaves it to inference.</summary>
    public string? Model { get; init; }

    /// <summary>The memories that this model reads; null leaves it to the set.</summary>
    public RecallReach? Reach { get; init; }
}
