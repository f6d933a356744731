using Engram.CommandLine;
using Engram.DevServers;
using Engram.TestKit;
using Engram.TestKit.Stories;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab train babi</c> and <c>evaluate babi</c>.</summary>
public sealed class When_stories_are_learned_and_evaluated : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public When_stories_are_learned_and_evaluated()
    {
        TinyStories.Write(Data, 1, "train", 60, seed: 1);
        TinyStories.Write(Data, 2, "train", 60, seed: 2);
        TinyStories.Write(Data, 1, "test", 10, seed: 3);
        File.AppendAllText(Path.Combine(Data, "qa1_tiny_test.txt"), "1 Zoe teleported to the moon.\n2 Where is Zoe?\tmoon\t1\n");
    }

    private string Data => Directory.CreateDirectory(_folder.In("data")).FullName;

    private string Models => _folder.In("models");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_measure_each_task_that_has_questions_by_the_package_trained_for_it()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        var experiment = _folder.In("quick.json");
        await File.WriteAllTextAsync(experiment, """{ "training": { "epochs": 4, "restarts": 1 }, "endToEnd": { "linearStartEpochs": 1 } }""", TestContext.Current.CancellationToken);
        var trained = await RunAsync("train", "babi", "--model", "memn2n", "--data", Data, "--tasks", "1-3", "--out", Models,
            "--checkpoints", _folder.In("runs"), "--experiment", experiment, "--json");
        Assert.True(trained.ExitCode == ExitCodes.Done, trained.ToString());
        Assert.Contains("task 3 is left out", trained.Errors, StringComparison.Ordinal);
        Assert.Equal(["babi-memn2n-qa1/1", "babi-memn2n-qa2/1"],
            trained.Json().EnumerateArray().Select(package => package.GetProperty("model").GetString()!));

        var test = await RunAsync("evaluate", "babi", "--model", Models, "--data", Data, "--json");
        Assert.True(test.ExitCode == ExitCodes.Done, test.ToString());
        Assert.Contains("task 2 is left out", test.Errors, StringComparison.Ordinal);
        var error = Assert.Single(test.Json().GetProperty("tasks").EnumerateObject());
        Assert.Equal("1", error.Name);
        Assert.InRange(error.Value.GetDouble(), 100 / 21.0, 100); // the question about Zoe can't be answered
        Assert.Equal(error.Value.GetDouble(), test.Json().GetProperty("mean").GetDouble());
        Assert.Equal(21, test.Json().GetProperty("questions").GetInt32());

        // The served model has the same error on the validation questions as in training.
        var validation = (
            await RunAsync("evaluate", "babi", "--model", Path.Combine(Models, "babi-memn2n-qa2"), "--data", Data, "--split", "validation",
                "--json")).Json();
        var told = trained.Json()[1].GetProperty("metrics").GetProperty("validation.qa2.error").GetDouble();
        Assert.Equal(100 * told, validation.GetProperty("tasks").GetProperty("2").GetDouble(), 1e-9);
        Assert.Contains("8.2", (await RunAsync("evaluate", "babi", "--model", Models, "--data", Data, "--split", "train")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_how_a_training_that_was_stopped_goes_on()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        var experiment = _folder.In("long.json");
        await File.WriteAllTextAsync(experiment, """{ "training": { "epochs": 100000, "restarts": 1 } }""", TestContext.Current.CancellationToken);
        using var training = EngramCli.Start(
            new Dictionary<string, string>(), "train", "babi", "--model", "memn2n", "--data", Data, "--tasks", "1", "--out", Models,
            "--checkpoints", _folder.In("runs"), "--experiment", experiment);
        while (await training.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.StartsWith("epoch 2/", StringComparison.Ordinal))
        {
        }

        Signals.Terminate(training.Id);

        var errors = await training.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await training.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Interrupted, training.ExitCode);
        Assert.Contains("--resume goes on after the last whole epoch", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Models, "babi-memn2n-qa1")));
    }

    [Theory]
    [InlineData("--tasks 0-3", "'0-3'")]
    [InlineData("--tasks 3-1", "'3-1'")]
    [InlineData("--tasks one", "'one'")]
    [InlineData("--tasks 7", "no training file of tasks 7")]
    [InlineData("--model lstm", "lstm")]
    [InlineData("--experiment nowhere.json", "nowhere.json")]
    public async Task Should_say_what_is_wrong_with_a_training(string argument, string what)
    {
        var arguments = argument.Split(' ');
        string[] model = arguments[0] == "--model" ? [] : ["--model", "memn2n"];
        var run = await RunAsync(["train", "babi", .. model, "--data", Data, "--out", Models, .. arguments]);
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(what, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_measure_on_stories_that_training_never_had()
    {
        var longer = Directory.CreateDirectory(_folder.In("longer")).FullName;
        File.Copy(Path.Combine(Data, "qa1_tiny_train.txt"), Path.Combine(longer, "qa1_tiny_train.txt"));
        File.AppendAllText(Path.Combine(longer, "qa1_tiny_train.txt"), "1 Zoe teleported to the moon.\n2 Where is Zoe?\tmoon\t1\n");
        string[] evaluate = ["evaluate", "babi", "--model", Repository.PathOf("models", "babi-memn2n", "1"), "--data", Data, "--tasks",
            "1-2", "--fresh", longer];

        var run = await RunAsync([.. evaluate, "--json"]);
        Assert.Equal(1, run.Json().GetProperty("questions").GetInt32());
        Assert.Contains("task 2 is left out", run.Errors, StringComparison.Ordinal);
        Assert.Contains("give one of them", (await RunAsync([.. evaluate, "--split", "train"])).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_train_where_another_training_keeps_its_checkpoints()
    {
        var checkpoints = Directory.CreateDirectory(_folder.In("runs", "babi-memn2n-qa1")).FullName;
        await using var held = new FileStream(Path.Combine(checkpoints, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);
        var run = await RunAsync(
            "train", "babi", "--model", "memn2n", "--data", Data, "--tasks", "1", "--out", Models, "--checkpoints", _folder.In("runs"));
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(checkpoints, run.Errors, StringComparison.Ordinal);
        Assert.Contains("another folder with --checkpoints", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_what_is_wrong_with_an_evaluation()
    {
        Assert.Contains(
            "does not exist", (await RunAsync("evaluate", "babi", "--model", Models, "--data", Data)).Errors, StringComparison.Ordinal);
        Directory.CreateDirectory(Models);
        Assert.Contains("engram-lab train babi", (await RunAsync("evaluate", "babi", "--model", Models, "--data", Data)).Errors,
            StringComparison.Ordinal);
    }

    private static Task<EngramCli.Run> RunAsync(params string[] arguments) => EngramCli.RunAsync(arguments);
}
