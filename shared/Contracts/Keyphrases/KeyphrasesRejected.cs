namespace Engram.Contracts.Keyphrases;

/// <summary>A post that the model can't tag; retrying will not help. Published by inference; consumed by gateway.</summary>
public sealed record KeyphrasesRejected
{
    /// <summary>The <see cref="PredictKeyphrases.CommandId"/> this answers.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>Stable code for programs, for example <c>wrong-feature-shape</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people: what is wrong and what would be right.</summary>
    public required string Reason { get; init; }
}
