namespace Engram.Contracts.Models;

/// <summary>Train a model. Consumed by trainer, which keeps it as a run, works it off when it is free, and answers with
/// <see cref="ModelTrained"/> or <see cref="ModelTrainingFailed"/>.</summary>
public sealed record TrainModel
{
    /// <summary>Names the run; the same one twice is one run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>What to train, for example <c>keyphrases</c> or <c>kv-memnn</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the package the run makes.</summary>
    public required string Name { get; init; }

    /// <summary>Differences from the kind's default experiment, as JSON.</summary>
    public required string Experiment { get; init; }
}
