namespace Engram.Training.Loop;

/// <summary>How far a run is.</summary>
/// <param name="Epoch">Epoch in progress, from 1.</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Step">Steps of this epoch done.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far.</param>
/// <param name="Finished">The epoch's figures once it is done, else null.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int Steps, double Loss, EpochFigures? Finished);

/// <summary>One row of a run's history.</summary>
public sealed record EpochFigures
{
    /// <summary>From 1.</summary>
    public int Phase { get; init; } = 1;

    /// <summary>From 1, going on from phase to phase.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean over the epoch's examples.</summary>
    public required double Loss { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Mean over the steps, before clipping.</summary>
    public required double GradientNorm { get; init; }

    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Whether no earlier epoch of the phase had a better validation metric.</summary>
    public required bool IsBest { get; init; }
}
