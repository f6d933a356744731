using Engram.Contracts.Models;

namespace Engram.Gateway.Tests.Trainings;

/// <summary>Messages that the trainer would send.</summary>
internal static class Reports
{
    public static TrainingProgressed Progress(Guid run, long number, int epoch = 2) => new()
    {
        RunId = run,
        Number = number,
        Epoch = epoch,
        Epochs = 20,
        Step = 3,
        Steps = 9,
        Loss = 0.5,
        Metrics = new Dictionary<string, double> { ["accuracy"] = 0.75 },
    };

    public static ModelTrained Trained(Guid run) => new()
    {
        RunId = run,
        Name = "stories",
        Version = "2",
        Promoted = true,
        Metrics = new Dictionary<string, double> { ["hits@1"] = 0.9 },
    };

    public static ModelTrainingFailed Failed(Guid run, string reason = "The experiment is wrong.") =>
        new() { RunId = run, Name = "stories", Reason = reason };

    public static TrainingCancelled Cancelled(Guid run) => new() { RunId = run, Name = "stories" };
}
