namespace Engram.ApiContracts.Trainings;

/// <summary>Where a training is in its life.</summary>
public enum TrainingState
{
    /// <summary>No trainer works on it yet.</summary>
    Queued,

    Running,

    /// <summary>It made a model. The end.</summary>
    Done,

    /// <summary>It made none, and why is known. The end.</summary>
    Failed,

    /// <summary>It was stopped before it made one. The end.</summary>
    Cancelled,
}
