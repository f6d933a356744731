namespace Engram.Contracts.Models;

/// <summary>
/// Train a model. Sent by gateway; consumed by trainer, which queues it as a run, reports <see cref="TrainingProgressed"/> and ends with
/// <see cref="ModelTrained"/>, <see cref="ModelTrainingFailed"/> or <see cref="TrainingCancelled"/>. For a finished run, trainer sends that
/// outcome again.
/// </summary>
public sealed record TrainModel
{
    /// <summary>Identifies the run; messages with the same id are one run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>What to train, for example <c>keyphrases</c> or <c>kv-memnn</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the package the run makes.</summary>
    public required string Name { get; init; }

    /// <summary>Differences from the kind's default experiment, as JSON.</summary>
    public required string Experiment { get; init; }

    /// <summary>Name of one of the trainer's data sets; null: <see cref="Files"/>, or without files the data that the trainer's options
    /// name for the kind.</summary>
    public string? Data { get; init; }

    /// <summary>Training files in the blob store; null: none.</summary>
    public IReadOnlyList<TrainingFile>? Files { get; init; }

    /// <summary>Whether to promote the package if it passes the gate. Default true.</summary>
    public bool Promote { get; init; } = true;
}

/// <summary>A file of training data.</summary>
public sealed record TrainingFile
{
    /// <summary>File name, without a folder.</summary>
    public required string Name { get; init; }

    /// <summary>Address in the blob store: SHA-256, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length in bytes.</summary>
    public required long Bytes { get; init; }
}
