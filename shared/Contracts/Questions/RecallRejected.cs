namespace Engram.Contracts.Questions;

/// <summary>The recalled memories are not the ones that the answering model reads: another version was promoted since the question was
/// asked, or gateway had not yet seen the model. Published by inference; consumed by gateway, which asks again.</summary>
public sealed record RecallRejected
{
    public required Guid QuestionId { get; init; }

    /// <summary>Which memories the model reads; null leaves the choice to the set.</summary>
    public HopLimits? HopLimits { get; init; }
}
