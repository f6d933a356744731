namespace Engram.Contracts.Questions;

/// <summary>How many facts a set holds of a subject and a relation, where a question recalls fewer.</summary>
public sealed record FactCount
{
    public required string Subject { get; init; }

    public required string Relation { get; init; }

    /// <summary>Facts the set holds.</summary>
    public required int Facts { get; init; }
}
