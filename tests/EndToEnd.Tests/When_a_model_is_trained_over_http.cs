using System.Text.Json;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Trainings;
using Engram.Cli;
using Engram.Client;
using Engram.CommandLine;
using Engram.Gateway.Questions;
using Engram.TestKit;
using Engram.TestKit.Stories;
using Engram.Training.Torch;
using Npgsql;

namespace Engram.EndToEnd.Tests;

/// <summary>A training in a running system, from the HTTP request to the first answer of the new model.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_model_is_trained_over_http(RabbitMqSystem fixture) : IAsyncLifetime
{
    private const int Endless = 100_000;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GatewayClient Gateway => fixture.System.Gateway;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        TinyStories.Write(_folder.Path, 1, "train", 400, seed: 1);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Should_serve_its_answers_though_the_trainer_was_killed()
    {
        var started = await StartAsync("door-stories", epochs: 60);
        await UntilAsync(started, training => training.Progress is { Epoch: > 2 });
        Assert.Equal(TrainingState.Running, (await GetAsync(started)).State);

        await fixture.System.KillAsync("trainer");

        var done = await UntilAsync(started, training => training.FinishedAt is not null);
        Assert.Equal((TrainingState.Done, null, "door-stories/1", true), (done.State, done.Error, done.Model, done.Promoted));
        Assert.Equal(2, await AttemptsAsync(started));
        Assert.InRange(done.Metrics["validation.error"], 0, 0.2);
        var answered = await Gateway.AskAsync(
            new QuestionRequest
            {
                Text = "Where is Mary?",
                Story = ["Mary went to the kitchen.", "John went to the garden."],
                Model = "door-stories",
            },
            Cancellation);
        Assert.Equal(("kitchen", "door-stories/1"), (answered.Answer, answered.Model));
    }

    [Fact]
    public async Task Should_be_watched_and_cancelled()
    {
        var started = await StartAsync("door-cancelled", Endless);
        var early = await UntilAsync(started, training => training.Progress is { Epoch: > 0 });
        var later = await UntilAsync(started, training => training.Progress!.Epoch > early.Progress!.Epoch);
        Assert.InRange(later.Progress!.Metrics["accuracy"], 0, 1);

        var run = await fixture.System.RunAsync("trainings", "cancel", $"{started.Id}");
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());

        var cancelled = await UntilAsync(started, training => training.FinishedAt is not null);
        Assert.Equal((TrainingState.Cancelled, null), (cancelled.State, cancelled.Model));
        Assert.False(Directory.Exists(Path.Combine(fixture.Models, "door-cancelled")));
    }

    [Fact]
    public async Task Should_be_refused_by_the_trainer_with_what_would_be_right()
    {
        var started = await StartAsync("door-wrong", """{"tasks": [1], "epoch": 3}""");

        var refused = await UntilAsync(started, training => training.FinishedAt is not null);

        Assert.Equal(TrainingState.Failed, refused.State);
        Assert.Contains("no setting 'epoch'", refused.Error, StringComparison.Ordinal);
    }

    private Task<TrainingResource> StartAsync(string name, int epochs)
    {
        var options =
            $$"""
            {"tasks": [1], "training": {"seed": 3, "epochs": {{epochs}}, "learningRate": 0.02, "decayEveryEpochs": 20, "restarts": 1},
             "endToEnd": {"width": 12, "hops": 2, "linearStartEpochs": 4} }
            """;
        return StartAsync(name, options);
    }

    private Task<TrainingResource> StartAsync(string name, string options)
    {
        var request = new StartTrainingRequest { Name = name, Kind = "memn2n", Options = JsonElement.Parse(options) };
        return Gateway.StartTrainingAsync(request, new DirectoryInfo(_folder.Path).GetFiles(), Cancellation);
    }

    private Task<TrainingResource> GetAsync(TrainingResource training) => Gateway.GetTrainingAsync($"{training.Id}", Cancellation);

    private async Task<TrainingResource> UntilAsync(TrainingResource training, Func<TrainingResource, bool> isReached)
    {
        await Eventually.HoldsAsync(
            async () => isReached(training = await GetAsync(training)) || training.FinishedAt is not null,
            "the training comes so far",
            minutes: 5);
        Assert.True(isReached(training), $"It is {training.State}: {training.Error}");
        return training;
    }

    private async Task<int> AttemptsAsync(TrainingResource training)
    {
        await using var connection = new NpgsqlConnection(fixture.Database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("select attempts from models.runs where id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = training.Id });
        return (int)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
