namespace Engram.Contracts.Questions;

/// <summary>A question about a story that comes with it: its sentences are the memory. Sent by gateway; consumed by inference, which
/// answers with <see cref="QuestionAnswered"/> or <see cref="QuestionUnanswered"/>.</summary>
public sealed record ReadStory
{
    public required Guid QuestionId { get; init; }

    /// <summary>The question's words as asked.</summary>
    public required string Text { get; init; }

    /// <summary>Sentences in the order they were told; never empty.</summary>
    public required IReadOnlyList<string> Story { get; init; }

    /// <summary>Most answers wanted.</summary>
    public required int MaxAnswers { get; init; }

    /// <summary>Name of the model package that is to answer; null leaves it to inference.</summary>
    public string? Model { get; init; }
}
