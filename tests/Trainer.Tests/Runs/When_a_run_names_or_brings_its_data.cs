using System.Collections.Concurrent;
using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Tests.Training;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Runs;

/// <summary>Data sources of a training run, and requests that are rejected before the run starts.</summary>
public sealed class When_a_run_names_or_brings_its_data(PostgresFixture postgres) : IDisposable
{
    // A hang guard, not a speed limit: a run that never ends must not block the other tests.
    private const int HangsAfterMs = 300_000;

    private static readonly TrainingSettings Short = new() { Epochs = 1 };

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Folder, string Content)> _read = [];

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_read_the_files_that_came_with_it_from_a_folder_of_its_own()
    {
        await using var host = await StartAsync(new TrainableKinds([new ReadingLines(_read)]));
        var run = NewRun() with { Files = [await PutAsync(host, "a.txt", "one"), await PutAsync(host, "b.txt", "two")] };

        await host.PublishAsync(run);
        await host.Heard.FirstAsync<ModelTrained>(trained => trained.RunId == run.RunId);

        var (folder, content) = Assert.Single(_read);
        Assert.Equal("a.txt one, b.txt two", content);
        Assert.Equal(_folder.In("checkpoints", run.RunId.ToString(), "data"), folder);
        await Eventually.HoldsAsync(() => !Directory.Exists(folder), "its files are gone");
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_say_when_a_file_is_no_longer_stored()
    {
        await using var host = await StartAsync(new TrainableKinds([new ReadingLines(_read)]));
        var run = NewRun() with { Files = [new TrainingFile { Name = "a.txt", Sha256 = new string('0', 64), Bytes = 1 }] };

        await host.PublishAsync(run);

        Assert.Contains("a.txt", (await host.FailedAsync(run.RunId)).Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_read_the_data_set_that_it_names()
    {
        Directory.CreateDirectory(_folder.In("sets", "small"));
        await File.WriteAllTextAsync(_folder.In("sets", "small", "c.txt"), "three", TestContext.Current.CancellationToken);
        await using var host = await StartAsync(new TrainableKinds([new ReadingLines(_read)]));
        var run = NewRun() with { Data = "small" };

        await host.PublishAsync(run);
        await host.Heard.FirstAsync<ModelTrained>(trained => trained.RunId == run.RunId);

        Assert.Equal((_folder.In("sets", "small"), "c.txt three"), Assert.Single(_read));
        Assert.True(File.Exists(_folder.In("sets", "small", "c.txt")));
    }

    [Theory(Timeout = HangsAfterMs)]
    [InlineData("missing", "there are small")]
    [InlineData("..", "there are small")]
    [InlineData("../outside", "there are small")]
    [InlineData("small/inside", "there are small")]
    [InlineData("", "there are small")]
    public async Task Should_refuse_what_is_no_data_set(string data, string reason)
    {
        Directory.CreateDirectory(_folder.In("sets", "small", "inside"));
        Directory.CreateDirectory(_folder.In("outside"));
        await using var host = await StartAsync(new TrainableKinds([new ReadingLines(_read)]));
        var run = NewRun() with { Data = data };

        await host.PublishAsync(run);

        Assert.Contains(reason, (await host.FailedAsync(run.RunId)).Reason, StringComparison.Ordinal);
        Assert.Empty(_read);
    }

    [Theory(Timeout = HangsAfterMs)]
    [InlineData("../a.txt")]
    [InlineData("/etc/a.txt")]
    [InlineData(".hidden")]
    [InlineData("a\n.txt")]
    public async Task Should_refuse_a_file_whose_name_leads_elsewhere(string name)
    {
        await using var host = await StartAsync(new TrainableKinds([new ReadingLines(_read)]));
        var run = NewRun() with { Files = [await PutAsync(host, name, "one")] };

        await host.PublishAsync(run);

        Assert.Contains("can't name a file", (await host.FailedAsync(run.RunId)).Reason, StringComparison.Ordinal);
        Assert.Empty(_read);
    }

    [Theory(Timeout = HangsAfterMs)]
    [InlineData("tiny", """{"widht": 16}""", "no setting 'widht'")]
    [InlineData("tiny", """{"width": 0}""", "Width")]
    [InlineData("Tiny!", "{}", "can't name a model")]
    public async Task Should_be_refused_before_its_turn_when_its_request_is_wrong(string name, string experiment, string reason)
    {
        var endless = Short with { Epochs = 100_000, PatienceEpochs = 100_000 };
        await using var host = await StartAsync(new TrainableKinds([new LineTraining(endless), new KeyValueMemoryTraining()]));
        var busy = NewRun();
        await host.PublishAsync(busy);
        await host.Heard.FirstAsync<TrainingProgressed>(report => report.RunId == busy.RunId);

        var run = new TrainModel { RunId = Guid.NewGuid(), Kind = ModelKinds.KeyValueMemory, Name = name, Experiment = experiment };
        await host.PublishAsync(run);

        Assert.Contains(reason, (await host.FailedAsync(run.RunId)).Reason, StringComparison.Ordinal);
        Assert.Empty(host.Heard.Of<ModelTrained>());
        await host.PublishAsync(new CancelTraining { RunId = busy.RunId, Name = busy.Name });
        await host.Heard.FirstAsync<TrainingCancelled>(cancelled => cancelled.RunId == busy.RunId);
    }

    private async Task<TrainerHost> StartAsync(TrainableKinds kinds) =>
        await TrainerHost.StartAsync(await postgres.CreateDatabaseAsync(), _folder.Path, kinds, ("Trainer:DataFolder", _folder.In("sets")));

    private static async Task<TrainingFile> PutAsync(TrainerHost host, string name, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var sha256 = await host.Blobs.PutAsync(bytes, TestContext.Current.CancellationToken);
        return new TrainingFile { Name = name, Sha256 = sha256, Bytes = bytes.Length };
    }

    private static TrainModel NewRun() => new() { RunId = Guid.NewGuid(), Kind = TrainerHost.LineKind, Name = "line", Experiment = "{}" };

    /// <summary>Records the files that it receives.</summary>
    private sealed class ReadingLines(ConcurrentQueue<(string, string)> read) : ITrainingRecipe
    {
        public string Kind => TrainerHost.LineKind;

        public ITrainingSession Prepare(TrainingRequest request)
        {
            var files = Directory.GetFiles(request.DataDirectory).Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetFileName(file)} {File.ReadAllText(file)}");
            read.Enqueue((request.DataDirectory, string.Join(", ", files)));
            return new LineTask(Short);
        }
    }
}
