namespace Engram.Contracts.Questions;

/// <summary>A question that gets no answer rather than a guess. Published by memory-index or inference; consumed by gateway.</summary>
public sealed record QuestionUnanswered
{
    /// <summary>Code: the model was trained to read other memories than there are.</summary>
    public const string ModelDoesNotFit = "model-does-not-fit";

    public required Guid QuestionId { get; init; }

    /// <summary>Stable word for programs: <c>nothing-recalled</c>, <c>low-score</c>, <c>unknown-memory-set</c>,
    /// <c>unknown-model</c>, <c>model-does-not-fit</c> or <c>rejected</c>; of a story also <c>no-such-entity</c>, <c>ambiguous</c>, <c>not-told</c>,
    /// <c>unknown-words</c> or <c>too-many-names</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Sentence for people: why there is no answer.</summary>
    public required string Reason { get; init; }

    /// <summary>Epoch of the memory set that was read; null when none was.</summary>
    public long? Epoch { get; init; }

    /// <summary>Model package and version that declined, <c>name/version</c>; null when no model was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Calibrated: how probable it was that the first candidate is right; null when no model came to one.</summary>
    public float? Score { get; init; }

    /// <summary>What would have been answered, best first; empty when no model came to any.</summary>
    public IReadOnlyList<Answer> Candidates { get; init; } = [];

    /// <summary>What was read, hop by hop; empty when no model read.</summary>
    public IReadOnlyList<HopEvidence> Hops { get; init; } = [];

    /// <summary>Words of the question, and of the story it is about, that the model does not know and can't tell apart; empty when no model read.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];
}
