namespace Engram.Contracts.Questions;

/// <summary>A question left unanswered rather than guessed. Published by memory-index or inference; consumed by gateway.</summary>
[Bundled]
public sealed record QuestionUnanswered
{
    /// <summary>Code: the model was trained to read other memories than the set provides.</summary>
    public const string ModelDoesNotFit = "model-does-not-fit";

    /// <summary>Code: the question names nothing that the set, or the story, contains.</summary>
    public const string NoSuchEntity = "no-such-entity";

    /// <summary>Code: the set has no fact of the relation that the question asks for about this entity.</summary>
    public const string NoSuchRelation = "no-such-relation";

    /// <summary>Code: the answer is too likely to be wrong.</summary>
    public const string LowScore = "low-score";

    /// <summary>Code: the question can be read in more than one way.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>Code: the question asks for what is not the case, which no memory lists.</summary>
    public const string Negation = "negation";

    public required Guid QuestionId { get; init; }

    /// <summary>Stable code for programs: one of the codes above, <c>nothing-recalled</c>, <c>unknown-memory-set</c>, <c>unknown-model</c>
    /// or <c>rejected</c>; for a story also <c>not-told</c>, <c>unknown-words</c> or <c>too-many-names</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people: why there is no answer.</summary>
    public required string Reason { get; init; }

    /// <summary>Epoch of the memory set that was read; null when none was.</summary>
    public long? Epoch { get; init; }

    /// <summary>Model package and version that declined, <c>name/version</c>; null when no model was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Calibrated probability that the first candidate is right; null when no model produced one.</summary>
    public float? Score { get; init; }

    /// <summary>Score that an answer of the model needs; null when no model computed one.</summary>
    public float? UnansweredBelow { get; init; }

    /// <summary>The answers that were rejected, best first; empty when no model produced any.</summary>
    public IReadOnlyList<Answer> Candidates { get; init; } = [];

    /// <summary>The memories that were read, hop by hop; empty when no model read any.</summary>
    public IReadOnlyList<HopEvidence> Hops { get; init; } = [];

    /// <summary>Words of the question, and of its story if it has one, that could not be interpreted: they name no entity and no relation,
    /// and the model does not know them.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];

    /// <summary>Names that the question misspells, with the names that were assumed.</summary>
    public IReadOnlyList<ReadName> ReadAs { get; init; } = [];
}
