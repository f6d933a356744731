using Engram.Training.Loop;

namespace Engram.Trainer.Jobs;

/// <summary>Progress of a run, written by the training thread and read by its heartbeat.</summary>
internal sealed class RunProgress : IProgress<TrainingProgress>
{
    private volatile TrainingProgress? _last;
    private volatile EpochFigures? _finished;

    /// <summary>The last step; null before the first.</summary>
    public TrainingProgress? Last => _last;

    /// <summary>Figures of the last whole epoch; null before the first.</summary>
    public EpochFigures? Finished => _finished;

    public void Report(TrainingProgress value)
    {
        _finished = value.Finished ?? _finished;
        _last = value;
    }
}
