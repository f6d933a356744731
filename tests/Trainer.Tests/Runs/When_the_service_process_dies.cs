using System.Diagnostics;
using System.Text.RegularExpressions;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Tests.Memories;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Runs;

/// <summary>The trainer service in a separate process, to test a kill and a missing libtorch bridge.</summary>
public sealed partial class When_the_service_process_dies(PostgresFixture postgres)
{
    // A hang guard, not a speed limit: a run that never ends must not block the other tests.
    private const int HangsAfterMs = 300_000;

    private const string LongExperiment =
        """
        {"width": 16, "buckets": 64, "wordMinimumCount": 3, "questionsPerEpoch": 2000, "evaluationQuestions": 24,
         "training": {"seed": 5, "epochs": 6, "batchExamples": 4, "learningRate": 0.02, "patienceEpochs": 6}}
        """;

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_end_with_the_weights_of_a_run_that_was_never_broken_off()
    {
        using var folder = new TemporaryFolder();
        TinyKnowledgeBase.Write(folder.Path);
        var database = await postgres.CreateDatabaseAsync();
        var run = Guid.NewGuid();
        using (var first = Start(database, folder, []))
        {
            await UntilAsync(() => RunsTable.ExistsAsync(database));
            await RunsTable.AddAsync(database, run, ModelKinds.KeyValueMemory, "tiny", LongExperiment);
            await UntilAsync(() => Task.FromResult(File.Exists(folder.In("checkpoints", run.ToString(), "checkpoint.safetensors"))));
            first.Kill();
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("running", (await RunsTable.ReadAsync(database, run)).State);
        using var second = Start(database, folder, []);
        await UntilAsync(async () => (await RunsTable.ReadAsync(database, run)).State == "trained");
        second.Kill();
        Assert.Equal(2, (await RunsTable.ReadAsync(database, run)).Attempts);

        var unbroken = new TrainingRun(new KeyValueMemoryTraining(), new ModelRepository(folder.In("unbroken"))).Execute(
            TinyKnowledgeBase.RequestIn(folder.Path, LongExperiment), folder.In("unbroken-checkpoints"), resume: false, null,
            TestContext.Current.CancellationToken);
        Assert.Equal(unbroken.Model.Manifest.Files, new ModelRepository(folder.In("models")).Current("tiny").Manifest.Files);
    }

    [Fact(Timeout = HangsAfterMs)]
    public async Task Should_start_without_the_bridge_and_fail_runs_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        TinyKnowledgeBase.Write(folder.Path);
        var database = await postgres.CreateDatabaseAsync();
        var run = Guid.NewGuid();
        using var service = Start(database, folder, [(TorchBridge.PathVariable, folder.In("no-such-bridge.so"))]);
        var address = await AddressOfAsync(service);
        await RunsTable.AddAsync(database, run, ModelKinds.KeyValueMemory, "tiny", "{}");
        await UntilAsync(async () => (await RunsTable.ReadAsync(database, run)).State == "failed");

        Assert.StartsWith("training unavailable: build the bridge with 'make bridge'", (await RunsTable.ReadAsync(database, run)).Reason,
            StringComparison.Ordinal);
        using var client = new HttpClient();
        var ready = await client.GetAsync(new Uri(address + "/readyz"), TestContext.Current.CancellationToken);
        Assert.True(ready.IsSuccessStatusCode);
        Assert.Contains(
            "make bridge", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        service.Kill();
    }

    private static Process Start(string database, TemporaryFolder folder, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Engram.Trainer.dll"));
        foreach (var (name, value) in ((string, string)[])[
            ("ConnectionStrings__Engram", database), ("Messaging__Transport", "InMemory"), ("Models__Directory", folder.In("models")),
            ("Trainer__CheckpointDirectory", folder.In("checkpoints")), ("Trainer__Data__kv-memnn", folder.Path),
            ("Trainer__PollInterval", "00:00:00.050"),
            ("Trainer__Lease", "00:00:02"), ("Logging__LogLevel__Default", "Warning"),
            ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"), .. environment])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> AddressOfAsync(Process service)
    {
        while (await service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (ListeningLine().Match(line) is { Success: true } match)
                return match.Groups[1].Value;
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        while (!await isTrue())
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();
}
