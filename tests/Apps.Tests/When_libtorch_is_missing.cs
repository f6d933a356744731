using Engram.CommandLine;
using Engram.TestKit;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary>Training without the bridge to libtorch (only <c>make setup</c> ran), or with one that does not load (libtorch was removed
/// after the bridge was built).</summary>
public sealed class When_libtorch_is_missing
{
    [Fact]
    public async Task Should_say_how_to_get_it()
    {
        using var folder = new TemporaryFolder();

        var errors = await TrainAsync(folder, folder.In("no-bridge.so"));

        Assert.StartsWith("engram-lab: training unavailable: build the bridge with 'make bridge'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_why_the_bridge_does_not_load()
    {
        using var folder = new TemporaryFolder();
        var bridge = folder.In("bridge.so");
        await File.WriteAllTextAsync(bridge, "no library", TestContext.Current.CancellationToken);

        var errors = await TrainAsync(folder, bridge);

        Assert.StartsWith(
            $"engram-lab: training unavailable: {bridge} does not load ({bridge}: file too short)", errors, StringComparison.Ordinal);
        Assert.Contains("'make bridge'", errors, StringComparison.Ordinal);
    }

    private static async Task<string> TrainAsync(TemporaryFolder folder, string bridge)
    {
        var experiment = folder.In("experiment.json");
        await File.WriteAllTextAsync(experiment, "{}", TestContext.Current.CancellationToken);
        var run = await EngramCli.RunAsync(
            new Dictionary<string, string> { [TorchBridge.PathVariable] = bridge },
            "train", "kv-memnn", "--experiment", experiment, "--data", Repository.PathOf("samples", "movies"), "--out",
            folder.In("models"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
        return run.Errors;
    }
}
