using System.Text.Json;
using Engram.CommandLine;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab memories measure</c>.</summary>
public sealed class When_ways_of_hashing_are_measured : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly string _kb;

    public When_ways_of_hashing_are_measured() => _kb = _files.Write(
        "kb.txt", "Jaws|directed_by|Steven Spielberg", "Duel|directed_by|Steven Spielberg", "Jaws|release_year|1975",
        "Alien|directed_by|Ridley Scott", "Alien|release_year|1979");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Should_tell_what_each_way_keeps_and_loses()
    {
        var ways = await MeasureAsync(
            "--questions", _files.Write("asked.tsv", "who directed [Jaws]\tSteven Spielberg", "what else is out there\tAlien"), "--ways",
            "words,entities,scan");

        Assert.Equal(["words", "entities", "scan"], ways.Select(way => way.GetProperty("way").GetString()));
        Assert.Equal([1.0, 1, 10], ways.Select(way => way.GetProperty("candidates").GetDouble()));
        Assert.Equal([0.5, 0.5, 0], ways.Select(way => way.GetProperty("answersLost").GetDouble()));
        Assert.Equal([0.5, 0.5, 0], ways.Select(way => way.GetProperty("questionsLost").GetDouble()));
    }

    [Theory]
    [InlineData("1", 2, 1.0, 0.0)]
    [InlineData("2", 5, 0.0, 1.0)]
    [InlineData("2", 5, 0.0, 0.0, "--most", "2")]
    [InlineData("2", 3, 1.0, 0.0, "--max-facts-on-the-way", "1")]
    public async Task Should_follow_entities_for_several_steps(
        string steps, double candidates, double lost, double recalled, params string[] options)
    {
        var questions = _files.Write("asked.tsv", "which films share a director with [Jaws]\tDuel");

        var way = Assert.Single(await MeasureAsync(["--questions", questions, "--ways", "entities", "--steps", steps, .. options]));

        Assert.Equal(steps, $"{way.GetProperty("steps").GetInt32()}");
        Assert.Equal(
            (candidates, lost, recalled),
            (way.GetProperty("candidates").GetDouble(), way.GetProperty("answersLost").GetDouble(),
                way.GetProperty("answersRecalled").GetDouble()));
    }

    [Theory]
    [InlineData("--steps is 2, and only entities can be followed", "--ways", "words", "--steps", "2")]
    [InlineData("'roots' is no way of hashing", "--ways", "roots")]
    [InlineData("name a file of them by --vectors", "--ways", "clusters")]
    [InlineData("--steps is 0; give a number from 1", "--steps", "0")]
    public async Task Should_refuse_what_can_not_be_measured(string reason, params string[] options)
    {
        var run = await EngramCli.RunAsync(
            ["memories", "measure", "--kb", _kb, "--questions", _files.Write("asked.tsv", "who\tJaws"), .. options]);
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_line_that_is_wrong()
    {
        var run = await EngramCli.RunAsync(
            "memories", "measure", "--kb", _kb, "--questions", _files.Write("asked.tsv", "who directed Jaws\tSteven Spielberg", "who"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("Line 2 of ", run.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement[]> MeasureAsync(params string[] options)
    {
        var run = await EngramCli.RunAsync(["memories", "measure", "--kb", _kb, "--json", .. options]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return [.. run.Json().GetProperty("ways").EnumerateArray()];
    }
}
