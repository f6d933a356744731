using System.Text.Json;

namespace Engram.ApiContracts.Trainings;

/// <summary>A training as its client sees it.</summary>
public sealed record TrainingResource
{
    public required Guid Id { get; init; }

    /// <summary>Name of the model package that the training makes.</summary>
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required TrainingState State { get; init; }

    /// <summary>Name of the data set; null: the uploaded files, or the kind's own data.</summary>
    public required string? Data { get; init; }

    /// <summary>Uploaded training files.</summary>
    public required IReadOnlyList<TrainingFileResource> Files { get; init; }

    /// <summary>Differences from the kind's default experiment.</summary>
    public required JsonElement Options { get; init; }

    /// <summary>Whether to promote the model if it passes the gate.</summary>
    public required bool Promote { get; init; }

    /// <summary>Progress; null until a trainer starts the training.</summary>
    public required ReportedProgress? Progress { get; init; }

    /// <summary>Model package that the training made, <c>name/version</c>.</summary>
    public required string? Model { get; init; }

    /// <summary>Whether the model was promoted, and so serves.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Reasons why the model was not promoted, one sentence each.</summary>
    public required IReadOnlyList<string> Objections { get; init; }

    /// <summary>Held-out metrics of the model; empty until there is one.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Why the training failed, and what would be right.</summary>
    public required string? Error { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the cancellation was requested.</summary>
    public required DateTimeOffset? CancelRequestedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A file of training data.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Length in bytes.</param>
public sealed record TrainingFileResource(string Name, long Bytes);

/// <summary>One page of trainings, newest first.</summary>
/// <param name="Trainings">The trainings.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record TrainingPage(IReadOnlyList<TrainingResource> Trainings, string? Next);
