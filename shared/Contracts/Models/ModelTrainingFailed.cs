namespace Engram.Contracts.Models;

/// <summary>A run finished without a model package. Published by trainer; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record ModelTrainingFailed
{
    public required Guid RunId { get; init; }

    public required string Name { get; init; }

    /// <summary>Message for people: what went wrong and what would be right.</summary>
    public required string Reason { get; init; }
}
