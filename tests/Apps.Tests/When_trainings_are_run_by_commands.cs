using System.Text.Json;
using Engram.CommandLine;
using Engram.Contracts.Models;
using Engram.Gateway.Tests;
using Engram.TestKit;
using Engram.TestKit.Stories;

namespace Engram.Apps.Tests;

/// <summary>The training commands against a real gateway. The test plays the trainer.</summary>
public sealed class When_trainings_are_run_by_commands(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatewayHost? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_started_listed_shown_and_cancelled()
    {
        var experiment = _folder.Write("small.json", """{"training": {"epochs": 5}} // few""");
        var started = await RunAsync(
            "trainings", "start", "memn2n", "--name", "stories", "--experiment", experiment, "--files", _folder.Write("train.txt", "one"),
            "--no-promote");
        Assert.True(started.ExitCode == ExitCodes.Done, started.ToString());
        var id = started.Json().GetProperty("id").GetString()!;
        var run = (await _gateway!.Others.HearAsync<TrainModel>(1))[0];
        Assert.Equal(("memn2n", "stories", false), (run.Kind, run.Name, run.Promote));
        Assert.Equal(5, JsonDocument.Parse(run.Experiment).RootElement.GetProperty("training").GetProperty("epochs").GetInt32());
        Assert.Equal("train.txt", Assert.Single(run.Files!).Name);

        var queued = await RunAsync("trainings", "list", "--name", "stories", "--state", "queued");
        Assert.Contains(id, queued.Output, StringComparison.Ordinal);
        Assert.Equal("", (await RunAsync("trainings", "list", "--state", "running")).Output);
        Assert.Equal("queued", StateOf(await RunAsync("trainings", "show", id)));
        var table = await EngramCli.RunAsync("trainings", "list", "--url", Url);
        Assert.Equal($"{id}\tstories\tmemn2n\tqueued", table.Output.Trim());

        Assert.Equal("cancelled", StateOf(await RunAsync("trainings", "cancel", id)));
        Assert.Equal(run.RunId, (await _gateway.Others.HearAsync<CancelTraining>(1))[0].RunId);
        var again = await RunAsync("trainings", "cancel", id);
        Assert.Equal(ExitCodes.Failed, again.ExitCode);
        Assert.Contains("finished already", again.Errors, StringComparison.Ordinal);
        Assert.Equal("cancelled", StateOf(await RunAsync("trainings", "show", id)));
    }

    [Theory(Timeout = 300_000)]
    [InlineData(true, ExitCodes.Done)]
    [InlineData(false, ExitCodes.Failed)]
    public async Task Should_be_watched_to_their_end(bool isPromoted, int exitCode)
    {
        _gateway!.Others.Train = run => [ProgressOf(run)];
        var started = await RunAsync("trainings", "start", "memn2n", "--name", "stories", "--data", "small");
        Assert.True(started.ExitCode == ExitCodes.Done, started.ToString());
        var run = (await _gateway.Others.HearAsync<TrainModel>(1))[0];
        var watching = RunAsync("trainings", "show", $"{run.RunId}", "--wait");
        await _gateway.UntilAsync($"/v1/trainings/{run.RunId}", training => training.GetProperty("state").GetString() == "running");
        await _gateway.PublishAsync(TrainedOf(run) with { Promoted = isPromoted, Objections = isPromoted ? null : ["it is worse"] });

        var shown = await watching;

        Assert.True(shown.ExitCode == exitCode, shown.ToString());
        Assert.Equal(("done", "stories/1"), (StateOf(shown), shown.Json().GetProperty("model").GetString()));
        Assert.Equal(!isPromoted, shown.Errors.Contains("not promoted: it is worse", StringComparison.Ordinal));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_at_once_what_is_wrong()
    {
        _gateway!.Others.Train = run =>
            [new ModelTrainingFailed { RunId = run.RunId, Name = run.Name, Reason = "It has no setting 'epoch'." }];

        var refused = await RunAsync("trainings", "start", "memn2n", "--name", "stories");

        Assert.Equal((ExitCodes.Failed, "failed"), (refused.ExitCode, StateOf(refused)));
        Assert.Contains("no setting 'epoch'", refused.Errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_send_the_experiment_of_a_training_here()
    {
        Directory.CreateDirectory(_folder.In("data"));
        TinyStories.Write(_folder.In("data"), 1, "train", 10, seed: 1);
        _gateway!.Others.Train = run => [TrainedOf(run)];

        var trained = await RunAsync(
            "train", "babi", "--model", "memn2n", "--data", _folder.In("data"), "--tasks", "1", "--name", "tiny", "--seed", "7",
            "--remote");

        Assert.True(trained.ExitCode == ExitCodes.Done, trained.ToString());
        var run = Assert.Single(_gateway.Others.Heard.OfType<TrainModel>());
        Assert.Equal(("memn2n", "tiny-qa1"), (run.Kind, run.Name));
        Assert.Equal("""{"training":{"seed":7},"tasks":[1]}""", run.Experiment);
        Assert.Equal("qa1_tiny_train.txt", Assert.Single(run.Files!).Name);
        Assert.Equal("done", trained.Json()[0].GetProperty("state").GetString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_what_the_trainer_would_not_learn_the_same()
    {
        Directory.CreateDirectory(_folder.In("data", "pictures"));
        TinyStories.Write(_folder.In("data"), 1, "train", 10, seed: 1);
        string[] train = ["train", "babi", "--data", _folder.In("data"), "--tasks", "1", "--remote", "--model"];

        var nested = await RunAsync([.. train, "memn2n"]);
        Assert.Equal(ExitCodes.Failed, nested.ExitCode);
        Assert.Contains("only files can be sent", nested.Errors, StringComparison.Ordinal);
        // The trainer service uses this kind for knowledge bases, not for stories.
        var other = await RunAsync([.. train, "kv-memnn"]);
        Assert.Equal(ExitCodes.Failed, other.ExitCode);
        Assert.Contains("without --remote", other.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync([.. train, "memn2n", "--threads", "2"])).ExitCode);
        Assert.Equal(0, await _gateway!.CountAsync("gateway.trainings"));
    }

    private string Url => _gateway!.Http.BaseAddress!.ToString();

    private static TrainingProgressed ProgressOf(TrainModel run) => new()
    {
        RunId = run.RunId,
        Number = 1,
        Epoch = 1,
        Epochs = 3,
        Step = 2,
        Steps = 9,
        Loss = 0.5,
        Metrics = new Dictionary<string, double>(),
    };

    private static ModelTrained TrainedOf(TrainModel run) => new()
    {
        RunId = run.RunId,
        Name = run.Name,
        Version = "1",
        Promoted = true,
        Metrics = new Dictionary<string, double> { ["hits@1"] = 0.9 },
    };

    private static string? StateOf(EngramCli.Run run) => run.Json().GetProperty("state").GetString();

    private Task<EngramCli.Run> RunAsync(params string[] arguments) => EngramCli.RunAsync([.. arguments, "--json", "--url", Url]);
}
