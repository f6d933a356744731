using Engram.Contracts.Models;
using Engram.ServiceTestKit;
using Engram.Trainer.Jobs;
using Engram.Training.Loop;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Trainer.Tests.Runs;

/// <summary>A replica of the trainer service with its files in a folder. Records the messages it publishes.</summary>
internal sealed class TrainerHost : ServiceHost
{
    public const string LineKind = Training.LineTraining.KindName;

    /// <summary>Builds the service without starting it, so no worker runs.</summary>
    public TrainerHost(string database, string folder, TrainableKinds kinds, params IEnumerable<(string, string)> settings)
        : base(
            database,
            [
                ("Models:Directory", Path.Combine(folder, "models")),
                ("Trainer:CheckpointDirectory", Path.Combine(folder, "checkpoints")),
                ($"Trainer:Data:{LineKind}", folder),
                ("Trainer:PollInterval", "00:00:00.050"),
                ("Trainer:ProgressInterval", "00:00:00.050"),
                .. settings,
            ],
            builder =>
            {
                builder.AddTrainer();
                builder.Services.AddSingleton(kinds);
            },
            bus =>
            {
                bus.AddTrainerConsumers();
                bus.Hear<ModelTrained>();
                bus.Hear<ModelTrainingFailed>();
                bus.Hear<TrainingProgressed>();
                bus.Hear<TrainingCancelled>();
            })
    {
    }

    public static Task<TrainerHost> StartAsync(
        string database, string folder, TrainableKinds kinds, params (string Name, string Value)[] settings) =>
        StartAsync(() => new TrainerHost(database, folder, kinds, settings));

    public Task<ModelTrainingFailed> FailedAsync(Guid run) => Heard.FirstAsync<ModelTrainingFailed>(failed => failed.RunId == run);

    public async Task<T> WithQueueAsync<T>(Func<RunQueue, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<RunQueue>());
    }
}
