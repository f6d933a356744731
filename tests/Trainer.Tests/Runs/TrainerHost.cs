using System.Collections.Concurrent;
using Engram.Contracts.Models;
using Engram.ServiceDefaults;
using Engram.Trainer.Runs;
using Engram.Trainer.Training;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engram.Trainer.Tests.Runs;

/// <summary>The service as it runs, on an in-memory bus and a database it may share with other replicas.</summary>
internal sealed class TrainerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TrainerHost(WebApplication app) => _app = app;

    public Announcements Announcements => _app.Services.GetRequiredService<Announcements>();

    public static async Task<TrainerHost> StartAsync(string database, string folder, TrainableKinds kinds, params string[] settings)
    {
        var host = Build(database, folder, kinds, settings);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>The service's parts, without a worker that works.</summary>
    public static TrainerHost Build(string database, string folder, TrainableKinds kinds, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder([
            $"--ConnectionStrings:Engram={database}",
            "--Messaging:Transport=InMemory",
            $"--Models:Directory={Path.Combine(folder, "models")}",
            $"--Trainer:CheckpointDirectory={Path.Combine(folder, "checkpoints")}",
            $"--Trainer:Data:{LineKind}={folder}",
            "--Trainer:PollInterval=00:00:00.050",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddServiceDefaults();
        builder.AddTrainer();
        builder.Services.AddSingleton(kinds);
        builder.Services.AddSingleton<Announcements>();
        builder.AddMessaging(bus =>
        {
            bus.AddTrainerConsumers();
            bus.AddConsumer<AnnouncementConsumer>();
        });
        return new TrainerHost(builder.Build());
    }

    public Task SendAsync(TrainModel command) => _app.Services.GetRequiredService<IBus>().Publish(command, TestContext.Current.CancellationToken);

    public async Task<T> WithQueueAsync<T>(Func<RunQueue, Task<T>> use)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<RunQueue>());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public const string LineKind = Training.LineTraining.KindName;
}

/// <summary>What the service announced, in order.</summary>
internal sealed class Announcements
{
    private readonly ConcurrentQueue<object> _all = new();

    public IReadOnlyCollection<ModelTrained> Trained => [.. _all.OfType<ModelTrained>()];

    public IReadOnlyCollection<ModelTrainingFailed> Failed => [.. _all.OfType<ModelTrainingFailed>()];

    public void Add(object announcement) => _all.Enqueue(announcement);

    public async Task<ModelTrained> TrainedAsync(Guid run) => await WaitAsync(() => Trained.FirstOrDefault(one => one.RunId == run));

    public async Task<ModelTrainingFailed> FailedAsync(Guid run) => await WaitAsync(() => Failed.FirstOrDefault(one => one.RunId == run));

    private static async Task<T> WaitAsync<T>(Func<T?> find)
        where T : class
    {
        while (true)
        {
            if (find() is { } found)
                return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

internal sealed class AnnouncementConsumer(Announcements announcements) : IConsumer<ModelTrained>, IConsumer<ModelTrainingFailed>
{
    public Task Consume(ConsumeContext<ModelTrained> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<ModelTrainingFailed> context) => Keep(context.Message);

    private Task Keep(object message)
    {
        announcements.Add(message);
        return Task.CompletedTask;
    }
}
