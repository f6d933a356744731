namespace Engram.Contracts.Models;

/// <summary>Stop a run. Sent by gateway; consumed by trainer, which ends a run that waits at once and one that runs at its next step, both
/// with <see cref="TrainingCancelled"/>. A run that has ended stays as it is; one that is not known yet is never begun.</summary>
public sealed record CancelTraining
{
    public required Guid RunId { get; init; }

    /// <summary>Name of the package the run would have made.</summary>
    public required string Name { get; init; }
}
