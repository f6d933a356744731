using Engram.CommandLine;
using Engram.TestKit;
using Engram.Training.Recipes.Stories;

namespace Engram.Apps.Tests.DataSets;

/// <summary><c>engram-lab data simulated-world</c>.</summary>
public sealed class When_a_world_is_simulated
{
    [Fact]
    public async Task Should_write_five_tasks_to_train_and_test_on()
    {
        using var folder = new TemporaryFolder();
        var run = await EngramCli.RunAsync("data", "simulated-world", "--out", folder.Path, "--questions", "7", "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var stories = StoryFolder.Open(folder.Path);
        Assert.Equal([21, 22, 23, 24, 25], stories.TasksOf(StorySplit.Train));
        Assert.Equal([21, 22, 23, 24, 25], stories.TasksOf(StorySplit.Test));
        Assert.Equal(7, stories.Read(25, StorySplit.Test, heldOut: 0.1, seed: 1).Count);
        Assert.NotEqual(await ReadAsync(folder, "train"), await ReadAsync(folder, "test"));

        var refused = await EngramCli.RunAsync("data", "simulated-world", "--out", folder.Path, "--questions", "0");
        Assert.NotEqual(ExitCodes.Done, refused.ExitCode);
        Assert.Contains("--questions", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(TemporaryFolder folder, string part) =>
        File.ReadAllTextAsync(folder.In($"qa21_difficulty-1-actor-without-before_{part}.txt"), TestContext.Current.CancellationToken);
}
