namespace Engram.Training.Loop;

/// <summary>Progress of a run.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Most epochs up to the end of the current phase.</param>
/// <param name="Step">Steps of this epoch that are done.</param>
/// <param name="Steps">Steps per epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far.</param>
/// <param name="Finished">The epoch's figures when it is done, otherwise null.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int Steps, double Loss, EpochFigures? Finished);

/// <summary>One row of a run's history.</summary>
public sealed record EpochFigures
{
    /// <summary>Phase, from 1.</summary>
    public int Phase { get; init; } = 1;

    /// <summary>Epoch, from 1, counted across all phases.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the epoch's examples.</summary>
    public required double Loss { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Mean gradient norm over the steps, before clipping.</summary>
    public required double GradientNorm { get; init; }

    public required IReadOnlyDictionary<string, double> Validation { get; init; }

    /// <summary>Whether the validation metric is better than in every earlier epoch of the phase.</summary>
    public required bool IsBest { get; init; }
}
