using Engram.Training.Loop;

namespace Engram.Trainer.Tests.Training;

/// <summary>Runs an action at one training step.</summary>
internal sealed class AtStep(int epoch, int step, Action act) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Epoch == epoch && value.Step == step)
            act();
    }
}

/// <summary>Runs an action at the end of one training epoch.</summary>
internal sealed class AtEpoch(int epoch, Action act) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished?.Epoch == epoch)
            act();
    }
}

internal static class TaskWeights
{
    public static float[] Weights(this ITrainingSession task) =>
        [.. task.Model.parameters().SelectMany(parameter => parameter.ToFloat32())];
}
