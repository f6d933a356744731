using System.Collections.Concurrent;
using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Jobs;
using Engram.Trainer.Tests.Training;
using Engram.Training.Loop;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Engram.Trainer.Tests.Runs;

/// <summary>The trainer service with several replicas.</summary>
public sealed class When_models_are_asked_for(PostgresFixture postgres)
{
    // A hang guard, not a speed limit: a run that never ends must not block the other tests.
    private const int HangsAfterMs = 300_000;

    private static readonly TrainingSettings Settings = new() { Epochs = 3, PatienceEpochs = 3 };

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_train_each_once_and_announce_it_however_many_replicas_there_are()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.CreateDatabaseAsync();
        var prepared = new ConcurrentBag<string>();
        var kinds = new TrainableKinds([new CountingLines(prepared)]);
        await using var first = await TrainerHost.StartAsync(database, folder.Path, kinds);
        await using var second = await TrainerHost.StartAsync(database, folder.Path, kinds);

        var runs = Enumerable.Range(0, 6).Select(
            i => new TrainModel { RunId = Guid.NewGuid(), Kind = TrainerHost.LineKind, Name = $"line{i}", Experiment = "{}" }).ToArray();
        foreach (var run in runs.Concat(runs)) // each run is requested twice
            await first.PublishAsync(run);

        foreach (var run in runs)
        {
            while ((await RunsTable.FindAsync(database, run.RunId))?.State != "trained")
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(runs.Select(run => run.Name).Order(), prepared.Order());
        foreach (var run in runs)
            Assert.Equal(1, (await RunsTable.ReadAsync(database, run.RunId)).Attempts);
        // The replicas share the outbox, so either may publish. A run requested again after it ended is announced again.
        await Eventually.HoldsAsync(
            () => runs.Select(run => run.RunId).Order().SequenceEqual(
                first.Heard.Of<ModelTrained>().Concat(second.Heard.Of<ModelTrained>()).Select(trained => trained.RunId).Distinct().Order()),
            "each is announced");
        Assert.Equal(6, new ModelRepository(folder.In("models")).List().Count);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_take_over_a_run_whose_worker_fell_silent()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.CreateDatabaseAsync();
        var run = Guid.NewGuid();
        await (await TrainerHost.StartAsync(database, folder.Path, new TrainableKinds([]))).DisposeAsync(); // creates the tables
        await using var silent = new TrainerHost(database, folder.Path, new TrainableKinds([]));
        await RunsTable.AddAsync(database, run, TrainerHost.LineKind, "line", "{}");
        Assert.Equal(run, (await silent.WithQueueAsync(queue => queue.ClaimAsync("silent", TestContext.Current.CancellationToken)))?.Id);
        Assert.Null(await silent.WithQueueAsync(queue => queue.ClaimAsync("other", TestContext.Current.CancellationToken)));
        await RunsTable.ExpireAsync(database, run);

        await using var other = await TrainerHost.StartAsync(database, folder.Path, new TrainableKinds([new LineTraining(Settings)]));
        while ((await RunsTable.ReadAsync(database, run)).State != "trained")
            await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal(
            RunHold.Lost,
            await silent.WithQueueAsync(
                queue => queue.RenewAsync(run, "silent", new RunProgress(), TestContext.Current.CancellationToken)));
        var late =
            new ModelTrained { RunId = run, Name = "line", Version = "99", Promoted = true, Metrics = new Dictionary<string, double>() };
        Assert.False(await silent.WithQueueAsync(queue => queue.FinishAsync(late, "silent", TestContext.Current.CancellationToken)));
        var row = await RunsTable.ReadAsync(database, run);
        Assert.Equal(("trained", 2, "1"), (row.State, row.Attempts, row.Version));
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_give_a_run_back_when_the_service_stops()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.CreateDatabaseAsync();
        var run = Guid.NewGuid();
        await using (
            await TrainerHost.StartAsync(database, folder.Path,
                new TrainableKinds([new LineTraining(Settings with { Epochs = 100_000, PatienceEpochs = 100_000 })])))
        {
            await RunsTable.AddAsync(database, run, TrainerHost.LineKind, "line", "{}");
            while (!File.Exists(folder.In("checkpoints", run.ToString(), "checkpoint.safetensors")))
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("queued", (await RunsTable.ReadAsync(database, run)).State);
    }

    [Theory(Timeout = HangsAfterMs)]
    [InlineData("oracle", "{}", "can't be trained")]
    [InlineData("kv-memnn", """{"width": -1}""", "Width")]
    public async Task Should_say_why_a_run_cannot_be_done(string kind, string experiment, string reason)
    {
        using var folder = new TemporaryFolder();
        await using var host = await TrainerHost.StartAsync(await postgres.CreateDatabaseAsync(), folder.Path, TrainableKinds.All);
        var run = new TrainModel { RunId = Guid.NewGuid(), Kind = kind, Name = "x", Experiment = experiment };
        await host.PublishAsync(run);
        var failed = await host.FailedAsync(run.RunId);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_give_up_a_run_that_never_ends()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.CreateDatabaseAsync();
        await using var host = await TrainerHost.StartAsync(
            database, folder.Path, new TrainableKinds([new BrokenTraining()]), ("Trainer:MaxAttempts", "2"), ("Trainer:Lease", "00:00:01"));
        var run = new TrainModel { RunId = Guid.NewGuid(), Kind = TrainerHost.LineKind, Name = "line", Experiment = "{}" };
        await host.PublishAsync(run);
        var failed = await host.FailedAsync(run.RunId);
        Assert.Contains("begun 2 times", failed.Reason, StringComparison.Ordinal);
    }

    private sealed class CountingLines(ConcurrentBag<string> prepared) : ITrainingRecipe
    {
        public string Kind => TrainerHost.LineKind;

        public ITrainingSession Prepare(TrainingRequest request)
        {
            prepared.Add(request.Name);
            return new LineTask(Settings, name: request.Name);
        }
    }

    private sealed class BrokenTraining : ITrainingRecipe
    {
        public string Kind => TrainerHost.LineKind;

        public ITrainingSession Prepare(TrainingRequest request) => throw new NotSupportedException("a bug");
    }
}
