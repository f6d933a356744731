namespace Engram.Contracts.Models;

/// <summary>Cancel a run. Sent by gateway; consumed by trainer, which ends a queued run at once and a running one at its next step, both
/// with <see cref="TrainingCancelled"/>. A finished run stays as it is; a run that is not yet known never starts.</summary>
public sealed record CancelTraining
{
    public required Guid RunId { get; init; }

    /// <summary>Name of the package that the run would have made.</summary>
    public required string Name { get; init; }
}
