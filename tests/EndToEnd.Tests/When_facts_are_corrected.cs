using System.Text.Json;
using Engram.CommandLine;

namespace Engram.EndToEnd.Tests;

/// <summary>Adding, correcting, withdrawing and listing single facts of a memory set, over a real broker and database.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_facts_are_corrected(RabbitMqSystem fixture)
{
    private const string Set = "corrected";

    [Fact]
    public async Task Should_be_listed_and_answered_as_they_are_from_then_on()
    {
        await ImportAsync(
            [],
            Line("Jaws", "directed_by", "Steven Spielber", "a list"),
            Line("Jaws", "release_year", "1975", "a list"),
            Line("Jaws", "rated", "G", "a list"));

        await RunAsync(
            "correct", Set, "--subject", "Jaws", "--relation", "directed_by", "--object", "Steven Spielberg", "--source", "the poster");
        await RunAsync("withdraw", Set, "--subject", "Jaws", "--relation", "release_year", "--object", "1975");
        await ImportAsync(["--replace"], Line("Jaws", "rated", "PG", "the poster"));

        Assert.Equal(["Jaws directed_by Steven Spielberg the poster", "Jaws rated PG the poster"], await ListAsync());
        Assert.Equal(["Jaws directed_by Steven Spielberg the poster"], await ListAsync("--entity", "steven spielberg"));
        Assert.Equal(["Jaws rated PG the poster"], await ListAsync("--relation", "rated", "--text", "pg"));
        var run = await fixture.System.RunAsync("ask", "who directed Jaws?", "--memory", Set);
        Assert.Equal("Steven Spielberg", JsonDocument.Parse(run.Output).RootElement.GetProperty("answer").GetString());
    }

    private async Task ImportAsync(string[] options, params string[] lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
            await RunAsync(["import", file, "--set", Set, "--format", "triples", .. options]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<IEnumerable<string>> ListAsync(params string[] filter) =>
        (await RunAsync(["facts", Set, .. filter])).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(fact => string.Join(
                ' ', new[] { "subject", "relation", "object", "source" }.Select(member => fact.GetProperty(member).GetString())));

    private async Task<string> RunAsync(params string[] arguments)
    {
        var run = await fixture.System.RunAsync(["memories", .. arguments]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Errors);
        return run.Output;
    }

    private static string Line(string subject, string relation, string value, string source) =>
        JsonSerializer.Serialize(
            new Dictionary<string, string> { ["subject"] = subject, ["relation"] = relation, ["object"] = value, ["source"] = source });
}
