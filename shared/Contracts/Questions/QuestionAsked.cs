using System.Text.Json.Serialization;

namespace Engram.Contracts.Questions;

/// <summary>A question to a memory set. Published by gateway alone; consumed by memory-index, which forwards it as
/// <see cref="MemoriesRecalled"/> or ends it with <see cref="QuestionUnanswered"/>.</summary>
[Bundled]
public sealed record QuestionAsked
{
    public required Guid QuestionId { get; init; }

    public required Guid SetId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Maximum number of answers.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that should answer; null: inference chooses.</summary>
    public string? Model { get; init; }

    /// <summary>Which memories the model reads; null leaves the choice to the set. If no model is named, the set recalls facts first, and
    /// these only if it finds no facts.</summary>
    [JsonPropertyName("reach")]
    public HopLimits? HopLimits { get; init; }
}
