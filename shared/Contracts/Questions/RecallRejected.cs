namespace Engram.Contracts.Questions;

/// <summary>
/// The memories recalled for a question are not those that the answering model reads: another version was promoted since it was asked, or
/// gateway had not heard of the model. Published by inference; consumed by gateway, which asks again.
/// </summary>
public sealed record RecallRejected
{
    public required Guid QuestionId { get; init; }

    /// <summary>The memories that the model reads; null leaves it to the set.</summary>
    public HopLimits? HopLimits { get; init; }
}
