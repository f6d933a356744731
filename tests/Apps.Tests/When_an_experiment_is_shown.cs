using System.Text.Json;
using Engram.CommandLine;
using Engram.TestKit;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab experiments show</c>.</summary>
public sealed class When_an_experiment_is_shown
{
    [Fact]
    public async Task Should_count_the_parameters_of_the_released_model()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        var experiment = Repository.PathOf("models", "experiments", "keyphrases-as-released.json");

        var run = await EngramCli.RunAsync(["experiments", "show", experiment, "--vocabulary", "45006", "--labels", "4262", "--json"]);

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        using var model = JsonDocument.Parse(run.Output);
        Assert.Equal(26_500_205, model.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal(14_541_408, model.RootElement.GetProperty("trainableInSecondPhase").GetInt64());
        Assert.Contains(
            model.RootElement.GetProperty("layers").EnumerateArray(),
            layer => layer.GetProperty("name").GetString() == "classifier.weight"
                && layer.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).SequenceEqual([4262L, 300]));
    }

    [Fact]
    public async Task Should_say_what_is_wrong_with_an_experiment()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "fusoin": "text" }""", TestContext.Current.CancellationToken);
        var run = await EngramCli.RunAsync(["experiments", "show", file, "--vocabulary", "10", "--labels", "2"]);
        File.Delete(file);
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(TorchBridge.IsAvailable ? "fusoin" : "training unavailable", run.Errors, StringComparison.Ordinal);
    }
}
