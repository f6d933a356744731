using Engram.TestKit;
using Engram.Trainer.Stories;

namespace Engram.Cli.Tests.DataSets;

public sealed class When_a_world_is_simulated
{
    [Fact]
    public async Task Should_write_five_tasks_to_train_and_test_on()
    {
        var folder = Directory.CreateTempSubdirectory("engram-test-");
        try
        {
            var run = await EngramCli.RunAsync("data", "simulated-world", "--out", folder.FullName, "--questions", "7", "--json");
            Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
            var stories = StoryFolder.Open(folder.FullName);
            Assert.Equal([21, 22, 23, 24, 25], stories.TasksOf(StoryPart.Train));
            Assert.Equal([21, 22, 23, 24, 25], stories.TasksOf(StoryPart.Test));
            Assert.Equal(7, stories.Read(25, StoryPart.Test, heldOut: 0.1, seed: 1).Count);
            Assert.NotEqual(await ReadAsync(folder, "train"), await ReadAsync(folder, "test"));

            var refused = await EngramCli.RunAsync("data", "simulated-world", "--out", folder.FullName, "--questions", "0");
            Assert.NotEqual(ExitCodes.Done, refused.ExitCode);
            Assert.Contains("--questions", refused.Errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<string> ReadAsync(DirectoryInfo folder, string part) =>
        File.ReadAllTextAsync(Path.Combine(folder.FullName, $"qa21_difficulty-1-actor-without-before_{part}.txt"), TestContext.Current.CancellationToken);
}
