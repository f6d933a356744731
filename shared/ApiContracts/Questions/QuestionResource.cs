using Engram.Contracts.Questions;

namespace Engram.ApiContracts.Questions;

/// <summary>A question as its client sees it.</summary>
public sealed record QuestionResource
{
    public required string Id { get; init; }

    public required QuestionState State { get; init; }

    public required string Text { get; init; }

    /// <summary>Name of the memory set that was asked; null for a story.</summary>
    public required string? Memory { get; init; }

    /// <summary>Sentences of the question's story; null for a memory set.</summary>
    public required IReadOnlyList<string>? Story { get; init; }

    /// <summary>The best answer; null until there is one, or when the question is unanswered.</summary>
    public required string? Answer { get; init; }

    /// <summary>Calibrated probability that the best answer, or candidate, is right, 0 to 1.</summary>
    public required float? Score { get; init; }

    /// <summary>Score that an answer needs: below it the question is unanswered. Null when no model computed one.</summary>
    public float? UnansweredBelow { get; init; }

    /// <summary>Best first, with the model's probabilities; empty until the question is answered.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Total number of right answers when <see cref="Answers"/> lists fewer; otherwise null.</summary>
    public required int? AnswersInAll { get; init; }

    /// <summary>Facts that contradict each other, when the answers rest on them.</summary>
    public required IReadOnlyList<ConflictingFact> Conflict { get; init; }

    /// <summary>The rejected answers of an unanswered question, best first.</summary>
    public required IReadOnlyList<Answer> Candidates { get; init; }

    /// <summary>The memories that were read, hop by hop.</summary>
    public required IReadOnlyList<HopEvidence> Evidence { get; init; }

    /// <summary>Words of the question, and of its story, that could not be interpreted: they name no entity and no relation, and the model
    /// does not know them.</summary>
    public required IReadOnlyList<string> UnexplainedWords { get; init; }

    /// <summary>Names that the question misspells, with the names that were assumed.</summary>
    public required IReadOnlyList<ReadName> ReadAs { get; init; }

    /// <summary>Epoch of the memory set that was read.</summary>
    public required long? Epoch { get; init; }

    /// <summary>Model and version that answered or declined, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>Stable code for why there is no answer.</summary>
    public required string? Code { get; init; }

    /// <summary>The same as a message for people.</summary>
    public required string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>One page of questions, newest first.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record QuestionPage(IReadOnlyList<QuestionResource> Questions, string? Next);
