namespace Engram.Contracts.Models;

/// <summary>What became of a <see cref="PromoteModel"/>. Reply of trainer.</summary>
public sealed record PromotionAnswered
{
    public required string Name { get; init; }

    /// <summary>The version that is current now; null when none is.</summary>
    public string? Version { get; init; }

    /// <summary>Why nothing was changed; null when it was.</summary>
    public string? Refusal { get; init; }
}
