using Engram.Cli.Processes;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary>The log folders of <c>engram up</c>.</summary>
public sealed class When_runs_are_logged
{
    [Fact]
    public void Should_keep_the_last_five()
    {
        using var folder = new TemporaryFolder();
        var logs = folder.In("8080");
        for (var run = 1; run <= RunLogs.Kept + 2; run++)
        {
            RunLogs.Begin(logs);
            File.WriteAllText(Path.Combine(logs, "gateway.log"), $"run {run}");
        }

        var kept = Directory.GetDirectories(Path.GetDirectoryName(logs)!).Order(StringComparer.Ordinal)
            .Select(run => File.ReadAllText(Path.Combine(run, "gateway.log")));
        Assert.Equal(["run 7", "run 6", "run 5", "run 4", "run 3"], kept);
    }
}
