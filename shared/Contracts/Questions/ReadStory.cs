namespace Engram.Contracts.Questions;

/// <summary>A question about a story that it brings along; the story's sentences are the memories. Sent by gateway; consumed by inference,
/// which answers with <see cref="QuestionAnswered"/> or <see cref="QuestionUnanswered"/>.</summary>
public sealed record ReadStory
{
    public required Guid QuestionId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Sentences in story order; never empty.</summary>
    public required IReadOnlyList<string> Story { get; init; }

    /// <summary>Maximum number of answers.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that should answer; null: inference chooses.</summary>
    public string? Model { get; init; }
}
