namespace Engram.Contracts.Models;

/// <summary>Progress of a run. Published by trainer when it starts a run and at intervals from then on; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record TrainingProgressed
{
    public required Guid RunId { get; init; }

    /// <summary>Sequence number of the report within the run, from 1. Lower numbers are older, even if the run restarted in
    /// between.</summary>
    public required long Number { get; init; }

    /// <summary>Epoch in progress, from 1; 0 while data is read.</summary>
    public required int Epoch { get; init; }

    /// <summary>Maximum number of epochs; 0 while not known.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps done in this epoch.</summary>
    public required int Step { get; init; }

    /// <summary>Steps per epoch.</summary>
    public required int Steps { get; init; }

    /// <summary>Mean loss of this epoch so far; null before its first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Validation metrics of the last complete epoch, for example <c>f1@1</c>; empty before the first.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
}
