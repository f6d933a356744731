using System.Text.Json.Serialization;

namespace Engram.Contracts.Questions;

/// <summary>
/// A question to a memory set. Published by gateway alone; consumed by memory-index, which passes it on as <see cref="MemoriesRecalled"/>
/// or ends it with <see cref="QuestionUnanswered"/>.
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

    /// <summary>The memories that the model reads; null leaves it to the set. Where no model is named, facts come before them.</summary>
    [JsonPropertyName("reach")]
    public HopLimits? HopLimits { get; init; }
}
