namespace Engram.ApiContracts.Trainings;

/// <summary>Life cycle of a training.</summary>
public enum TrainingState
{
    /// <summary>No trainer has started it yet.</summary>
    Queued,

    Running,

    /// <summary>It made a model. Final.</summary>
    Done,

    /// <summary>It made no model, for a known reason. Final.</summary>
    Failed,

    /// <summary>It was cancelled before it made a model. Final.</summary>
    Cancelled,
}
