namespace Engram.Contracts.Questions;

/// <summary>Number of facts that a set holds for a subject and relation, when a question recalls only some of them.</summary>
public sealed record FactCount
{
    public required string Subject { get; init; }

    public required string Relation { get; init; }

    /// <summary>Number of facts in the set.</summary>
    public required int Facts { get; init; }
}
