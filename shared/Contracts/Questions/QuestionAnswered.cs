namespace Engram.Contracts.Questions;

/// <summary>Answers to a question, with their evidence. Published by inference; consumed by gateway.</summary>
[Bundled]
public sealed record QuestionAnswered
{
    public required Guid QuestionId { get; init; }

    /// <summary>Model package and version that answered, <c>name/version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Epoch of the memory set that was read; null for a story.</summary>
    public long? Epoch { get; init; }

    /// <summary>Calibrated probability that the first answer is right, 0 to 1.</summary>
    public float? Score { get; init; }

    /// <summary>Score that an answer of the model needs; null when no model computed one.</summary>
    public float? UnansweredBelow { get; init; }

    /// <summary>Answers, best first; never empty.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Total number of right answers when <see cref="Answers"/> lists fewer; otherwise null.</summary>
    public int? AnswersInAll { get; init; }

    /// <summary>Facts that contradict each other, when the answers rest on them; otherwise empty.</summary>
    public IReadOnlyList<ConflictingFact> Conflict { get; init; } = [];

    /// <summary>The memories that were read, hop by hop.</summary>
    public required IReadOnlyList<HopEvidence> Hops { get; init; }

    /// <summary>Words of the question, and of its story if it has one, that could not be interpreted: they name no entity and no relation,
    /// and the model does not know them.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];

    /// <summary>Names that the question misspells, with the names that were assumed.</summary>
    public IReadOnlyList<ReadName> ReadAs { get; init; } = [];
}

/// <summary>One answer.</summary>
public sealed record Answer
{
    public required string Text { get; init; }

    /// <summary>The model's probability among the candidate answers and "no answer", 0 to 1. Several right answers share it.</summary>
    public required float Score { get; init; }
}

/// <summary>The memories that one hop attended to most.</summary>
public sealed record HopEvidence
{
    /// <summary>Number of the hop, from 1.</summary>
    public required int Hop { get; init; }

    /// <summary>Memories with the greatest addressing weight, greatest first.</summary>
    public required IReadOnlyList<AddressedMemory> Memories { get; init; }

    /// <summary>Weight of all other memories and of "no memory"; together with the weights in <see cref="Memories"/> it sums to
    /// 1.</summary>
    public float? RestWeight { get; init; }
}

/// <summary>A memory and its weight in a hop.</summary>
public sealed record AddressedMemory
{
    /// <summary>Id of the memory in its set; for a story, the sentence's number from 1.</summary>
    public required long MemoryId { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    /// <summary>Addressing weight p_i (Miller et al. 2016, eq. 1), 0 to 1.</summary>
    public required float Weight { get; init; }
}

/// <summary>One of several facts of which only one should hold.</summary>
public sealed record ConflictingFact
{
    public required long MemoryId { get; init; }

    public required string Subject { get; init; }

    public required string Relation { get; init; }

    public required string Value { get; init; }

    /// <summary>Source of the fact, as its import gave it; null when it gave none.</summary>
    public string? Source { get; init; }

    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>A misspelled name in a question, and the name that was assumed.</summary>
public sealed record ReadName
{
    public required string Asked { get; init; }

    public required string Name { get; init; }
}
