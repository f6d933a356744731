using Engram.Cli.Commands;
using Engram.CommandLine;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram config check</c> and <c>engram config list</c>.</summary>
public sealed class When_settings_are_listed
{
    [Fact]
    public async Task Should_be_those_of_the_page()
    {
        var run = await EngramCli.RunAsync("config", "list", "--markdown");

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var page = await File.ReadAllTextAsync(Repository.PathOf(ConfigCommand.Page.Split('/')), TestContext.Current.CancellationToken);
        Assert.True(run.Output == page, $"Run './engram config list --markdown > {ConfigCommand.Page}': the page is not current.");
        var rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count > 150, $"{rows.Count} settings are listed");
        Assert.All(rows, row => Assert.False(string.IsNullOrWhiteSpace(row.Split(" | ")[1]), $"{row} has no meaning"));
    }

    [Fact]
    public async Task Should_tell_of_every_fault_of_every_service_at_once()
    {
        var run = await EngramCli.RunAsync(
            new Dictionary<string, string>
            {
                ["Gateway__MaxWiat"] = "00:00:10",
                ["Gateway__SweepInterval"] = "soon",
                ["Ocr__MaxBoxes"] = "0",
            },
            "config", "check", "--json");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        var faults = run.Json().EnumerateArray().ToDictionary(
            check => check.GetProperty("service").GetString()!,
            check => string.Join('\n', check.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString())));
        Assert.Contains("Gateway__MaxWiat is no setting; the nearest is Gateway__MaxWait.", faults["gateway"], StringComparison.Ordinal);
        Assert.Contains("Gateway__SweepInterval is 'soon'", faults["gateway"], StringComparison.Ordinal);
        Assert.Contains("MaxBoxes", faults["ocr"], StringComparison.Ordinal);
        Assert.All(faults, service => Assert.True(service.Key is "gateway" or "ocr" || service.Value.Length == 0, service.Value));
    }

    [Theory]
    [InlineData("ocr", "SERVICE=NUMBER is needed")]
    [InlineData("ocr=0", "SERVICE=NUMBER is needed")]
    [InlineData("eyes=2", "SERVICE=NUMBER is needed")]
    public async Task Should_refuse_replicas_that_make_no_sense(string replicas, string fault)
    {
        var run = await EngramCli.RunAsync("up", "--transport", "rabbitmq", "--temporary", "--replicas", replicas);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(fault, run.Errors, StringComparison.Ordinal);
    }
}
