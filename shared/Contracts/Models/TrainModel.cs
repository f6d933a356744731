namespace Engram.Contracts.Models;

/// <summary>Train a model. Sent by gateway; consumed by trainer, which keeps it as a run, works it off when it is free, reports
/// <see cref="TrainingProgressed"/>, and ends with <see cref="ModelTrained"/>, <see cref="ModelTrainingFailed"/> or
/// <see cref="TrainingCancelled"/>. Sent again for a run that has ended, it is answered with that end.</summary>
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

    /// <summary>Name of a data set of the trainer; null: <see cref="Files"/>, or without files the data that the trainer's options name for
    /// the kind.</summary>
    public string? Data { get; init; }

    /// <summary>Files to learn from, in the blob store; null: none.</summary>
    public IReadOnlyList<TrainingFile>? Files { get; init; }

    /// <summary>Whether the package is promoted if it passes the gate. Default true.</summary>
    public bool Promote { get; init; } = true;
}

/// <summary>A file of training data.</summary>
public sealed record TrainingFile
{
    /// <summary>Its name, without a folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its address in the blob store, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }
}
