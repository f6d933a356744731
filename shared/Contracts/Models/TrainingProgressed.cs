namespace Engram.Contracts.Models;

/// <summary>How far a run is. Published by trainer when it takes a run up and at an interval from then on; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record TrainingProgressed
{
    public required Guid RunId { get; init; }

    /// <summary>Counts the reports of a run, from 1. A report with a lower number than another is older, also when the run began again in
    /// between.</summary>
    public required long Number { get; init; }

    /// <summary>Epoch in progress, from 1; 0 while data is read.</summary>
    public required int Epoch { get; init; }

    /// <summary>Most epochs; 0 while that is not known.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps of this epoch done.</summary>
    public required int Step { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public required int Steps { get; init; }

    /// <summary>Mean loss of this epoch so far; null before its first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Validation metrics of the last whole epoch, for example <c>f1@1</c>; empty before the first.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
}
