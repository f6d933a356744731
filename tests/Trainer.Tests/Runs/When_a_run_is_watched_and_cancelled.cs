using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Tests.Training;
using Engram.Training.Loop;

namespace Engram.Trainer.Tests.Runs;

/// <summary>Progress reports, cancellation and repeated requests of training runs.</summary>
public sealed class When_a_run_is_watched_and_cancelled(PostgresFixture postgres) : IAsyncLifetime
{
    // A hang guard, not a speed limit: a run that never ends must not block the other tests.
    private const int HangsAfterMs = 300_000;
    private const int Endless = 100_000;

    private static readonly TrainingSettings Short = new() { Epochs = 3, PatienceEpochs = 3 };
    private static readonly TrainableKinds Lines = new([new LineTraining(Short)]);
    private static readonly TrainableKinds EndlessLines =
        new([new LineTraining(Short with { Epochs = Endless, PatienceEpochs = Endless })]);

    private readonly TemporaryFolder _folder = new();
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_report_how_far_it_is_and_in_which_order()
    {
        await using var host = await StartAsync(EndlessLines);
        var run = await AskAsync(host);

        var late = await host.Heard.FirstAsync<TrainingProgressed>(report => report.RunId == run.RunId && report.Epoch > 2);
        await host.PublishAsync(Cancel(run));
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == run.RunId);

        Assert.Equal((Endless, 1, 1), (late.Epochs, late.Step, late.Steps));
        Assert.True(late.Loss >= 0);
        Assert.InRange(late.Metrics["accuracy"], 0, 1);
        var reports = host.Heard.Of<TrainingProgressed>().OrderBy(report => report.Number).ToList();
        Assert.Equal(1, reports[0].Number);
        Assert.Equal(reports.Count, reports.DistinctBy(report => report.Number).Count());
        Assert.Equal(reports.Select(report => report.Epoch).Order(), reports.Select(report => report.Epoch));
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_end_a_running_one_without_a_model_and_go_on_with_the_next()
    {
        await using var host = await StartAsync(EndlessLines);
        var first = await AskAsync(host);
        await host.Heard.FirstAsync<TrainingProgressed>(report => report.RunId == first.RunId && report.Epoch > 0);
        // Asked for together, either may be stored, and so begun, first.
        var second = await AskAsync(host);

        await host.PublishAsync(Cancel(first));

        Assert.Equal("line", (await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == first.RunId)).Name);
        Assert.Equal("cancelled", (await RunsTable.ReadAsync(_database, first.RunId)).State);
        await host.Heard.FirstAsync<TrainingProgressed>(report => report.RunId == second.RunId && report.Epoch > 0);
        Assert.False(Directory.Exists(_folder.In("models", "line")));
        await host.PublishAsync(Cancel(second));
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == second.RunId);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_end_a_waiting_one_while_another_runs()
    {
        await using var host = await StartAsync(EndlessLines);
        var first = await AskAsync(host);
        await host.Heard.FirstAsync<TrainingProgressed>(report => report.RunId == first.RunId);
        var waiting = await AskAsync(host);
        await Eventually.HoldsAsync(async () => await RunsTable.FindAsync(_database, waiting.RunId) is not null, "the run is kept");

        await host.PublishAsync(Cancel(waiting));
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == waiting.RunId);

        Assert.Equal("running", (await RunsTable.ReadAsync(_database, first.RunId)).State);
        Assert.Equal(("cancelled", 0), await StateAndAttemptsAsync(waiting));
        await host.PublishAsync(Cancel(first));
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == first.RunId);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_never_begin_one_whose_cancelling_came_first()
    {
        await using var host = await StartAsync(Lines);
        var run = NewRun();
        await host.PublishAsync(Cancel(run));
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == run.RunId);

        await host.PublishAsync(run);
        await host.Heard.AtLeastAsync<TrainingCancelled>(2);

        Assert.Equal(("cancelled", 0), await StateAndAttemptsAsync(run));
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_announce_its_end_again_when_it_is_asked_for_again()
    {
        await using var host = await StartAsync(Lines);
        var run = await AskAsync(host);
        await host.Heard.AtLeastAsync<ModelTrained>(1);

        await host.PublishAsync(run);
        await host.PublishAsync(Cancel(run)); // too late
        var announced = await host.Heard.AtLeastAsync<ModelTrained>(2);

        Assert.Equal(("line", "1", true), (announced[1].Name, announced[1].Version, announced[1].Promoted));
        Assert.Equal(announced[0].Metrics, announced[1].Metrics);
        Assert.Equal(("trained", 1), await StateAndAttemptsAsync(run));
        Assert.Empty(host.Heard.Of<TrainingCancelled>());
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_leave_its_model_unpromoted_when_that_is_asked_for()
    {
        await using var host = await StartAsync(Lines);
        var run = NewRun() with { Promote = false };
        await host.PublishAsync(run);

        var trained = await host.Heard.FirstAsync<ModelTrained>(one => one.RunId == run.RunId);

        Assert.False(trained.Promoted);
        Assert.Single(trained.Objections!);
        var repository = new ModelRepository(_folder.In("models"));
        Assert.Equal("1", Assert.Single(repository.List()).Manifest.Version);
        Assert.Null(repository.CurrentVersion("line"));
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_stay_with_a_live_replica_and_be_taken_over_from_one_that_is_gone()
    {
        var lease = ("Trainer:Lease", "00:00:01");
        var first = await StartAsync(EndlessLines, lease);
        var run = await AskAsync(first);
        await Eventually.HoldsAsync(async () => await RunsTable.ReportsAsync(_database, run.RunId) > 0, "the first replica works on it");
        await using var second = await StartAsync(EndlessLines, lease);
        var before = await RunsTable.ReportsAsync(_database, run.RunId);
        // 50 reports at 50 ms each last more than twice the lease.
        await Eventually.HoldsAsync(
            async () => await RunsTable.ReportsAsync(_database, run.RunId) > before + 50, "the first replica works on");
        Assert.Equal(("running", 1), await StateAndAttemptsAsync(run));

        await first.DisposeAsync();
        await Eventually.HoldsAsync(async () => await StateAndAttemptsAsync(run) == ("running", 2), "the second replica takes it over");
        await second.PublishAsync(Cancel(run));
        await Eventually.HoldsAsync(async () => await StateAndAttemptsAsync(run) == ("cancelled", 2), "it is cancelled");
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_be_cancelled_by_whoever_takes_it_over()
    {
        await using var host = new TrainerHost(_database, _folder.Path, EndlessLines);
        await (await StartAsync(EndlessLines)).DisposeAsync(); // creates the tables
        var run = NewRun();
        await RunsTable.AddAsync(_database, run.RunId, run.Kind, run.Name, run.Experiment);
        await host.WithQueueAsync(queue => queue.ClaimAsync("dead", TestContext.Current.CancellationToken));
        await using var other = await StartAsync(EndlessLines);
        await other.PublishAsync(Cancel(run));
        await Eventually.HoldsAsync(() => RunsTable.IsToEndAsync(_database, run.RunId), "the cancelling is kept");
        Assert.Equal(("running", 1), await StateAndAttemptsAsync(run));

        await RunsTable.ExpireAsync(_database, run.RunId);

        await other.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == run.RunId);
        Assert.Equal(("cancelled", 2), await StateAndAttemptsAsync(run));
    }

    private Task<TrainerHost> StartAsync(TrainableKinds kinds, params (string, string)[] settings) =>
        TrainerHost.StartAsync(_database, _folder.Path, kinds, settings);

    private async Task<(string State, int Attempts)> StateAndAttemptsAsync(TrainModel run)
    {
        var row = await RunsTable.ReadAsync(_database, run.RunId);
        return (row.State, row.Attempts);
    }

    private static async Task<TrainModel> AskAsync(TrainerHost host)
    {
        var run = NewRun();
        await host.PublishAsync(run);
        return run;
    }

    private static TrainModel NewRun() => new() { RunId = Guid.NewGuid(), Kind = TrainerHost.LineKind, Name = "line", Experiment = "{}" };

    private static CancelTraining Cancel(TrainModel run) => new() { RunId = run.RunId, Name = run.Name };
}
