using System.Text.Json;
using Engram.CommandLine;
using Engram.TestKit;
using Engram.Training.Recipes.Stories;

namespace Engram.Apps.Tests.DataSets;

/// <summary><c>engram-lab data stranger-stories</c>.</summary>
public sealed class When_stories_about_strangers_are_told
{
    [Fact]
    public async Task Should_write_six_tasks_and_questions_that_test_honesty()
    {
        using var folder = new TemporaryFolder();
        var run = await EngramCli.RunAsync("data", "stranger-stories", "--out", folder.Path, "--questions", "40", "--gold",
            folder.In("gold.jsonl"), "--each", "5", "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var stories = StoryFolder.Open(folder.Path);
        Assert.Equal([31, 32, 33, 34, 35, 36], stories.TasksOf(StorySplit.Train));
        Assert.Equal(40, stories.Read(31, StorySplit.Train, heldOut: 0.1, seed: 1).Count);
        Assert.Equal(4, stories.Read(31, StorySplit.Validation, heldOut: 0.1, seed: 1).Count);

        var gold = (await File.ReadAllLinesAsync(folder.In("gold.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var kinds = gold.GroupBy(row => row.GetProperty("kind").GetString()!).ToDictionary(kind => kind.Key, kind => kind.ToArray());
        Assert.Equal(
            ["carrying", "count", "nobody-said", "not-told", "other-words", "where", "where-thing", "who", "yes-no"], kinds.Keys.Order());
        Assert.All(
            kinds["not-told"].Concat(kinds["nobody-said"]), row => Assert.Equal(JsonValueKind.Null, row.GetProperty("answers").ValueKind));
        Assert.All(
            kinds["where"], row =>
                Assert.Contains(row.GetProperty("answers")[0].GetString()!, row.GetProperty("story").ToString(), StringComparison.Ordinal));
        Assert.All(kinds["other-words"], row => Assert.True(row.GetProperty("orDecline").GetBoolean()));
    }
}
