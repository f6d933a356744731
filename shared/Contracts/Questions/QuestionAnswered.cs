namespace Engram.Contracts.Questions;

/// <summary>Answers to a question, with the evidence they rest on. Published by inference; consumed by gateway.</summary>
public sealed record QuestionAnswered
{
    public required Guid QuestionId { get; init; }

    /// <summary>Model package and version that answered, <c>name/version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Epoch of the memory set that was read.</summary>
    public required long Epoch { get; init; }

    /// <summary>Answers, best first; never empty.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>What was read, hop by hop.</summary>
    public required IReadOnlyList<HopEvidence> Hops { get; init; }
}

/// <summary>One answer.</summary>
public sealed record Answer
{
    public required string Text { get; init; }

    /// <summary>The model's probability among the candidate answers and no answer, 0 to 1. Several right answers share it.</summary>
    public required float Score { get; init; }
}

/// <summary>The memories one hop attended to most.</summary>
public sealed record HopEvidence
{
    /// <summary>Number of the hop, from 1.</summary>
    public required int Hop { get; init; }

    /// <summary>Memories with the greatest addressing weight, greatest first.</summary>
    public required IReadOnlyList<AddressedMemory> Memories { get; init; }
}

/// <summary>A memory and how much a hop attended to it.</summary>
public sealed record AddressedMemory
{
    public required long MemoryId { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    /// <summary>Addressing weight p_i (Miller et al. 2016, eq. 1), 0 to 1; over all recalled memories they sum to 1, less what the model
    /// gives to no memory.</summary>
    public required float Weight { get; init; }
}
