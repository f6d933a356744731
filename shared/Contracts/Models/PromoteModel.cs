namespace Engram.Contracts.Models;

/// <summary>Requests that another version of a model serves. Sent by gateway; trainer replies with
/// <see cref="PromotionAnswered"/>.</summary>
public sealed record PromoteModel
{
    public required string Name { get; init; }

    /// <summary>Version to serve after its held-out sample was computed; null: the one that was served before the current.</summary>
    public string? Version { get; init; }

    /// <summary>Why, for those who read the log later.</summary>
    public required string Reason { get; init; }

    /// <summary>When nobody waits for it any longer: what comes later changes nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
