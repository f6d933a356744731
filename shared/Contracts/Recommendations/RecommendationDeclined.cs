namespace Engram.Contracts.Recommendations;

/// <summary>Nothing is recommended rather than guessed. Published by inference; consumed by gateway.</summary>
[Bundled]
public sealed record RecommendationDeclined
{
    /// <summary>Code: the history is empty.</summary>
    public const string NoHistory = "no-history";

    /// <summary>Code: the model knows none of the items.</summary>
    public const string UnknownItemsOnly = "unknown-items";

    /// <summary>Code: no item is likely enough.</summary>
    public const string LowScore = "low-score";

    /// <summary>Code: no model of the name serves.</summary>
    public const string UnknownModel = "unknown-model";

    /// <summary>Code: the model fails on this history.</summary>
    public const string Rejected = "rejected";

    public required Guid RecommendationId { get; init; }

    /// <summary>Stable code for programs: one of the codes above.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Model package and version that declined, <c>name/version</c>; null when none was asked.</summary>
    public string? Model { get; init; }

    /// <summary>Items of the history that the model does not know.</summary>
    public IReadOnlyList<string> UnknownItems { get; init; } = [];
}
