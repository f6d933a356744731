namespace Engram.Contracts.Models;

/// <summary>A run was cancelled on request. Published by trainer; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record TrainingCancelled
{
    public required Guid RunId { get; init; }

    public required string Name { get; init; }
}
