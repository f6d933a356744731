using Engram.CommandLine;
using Engram.DevServers;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary>Error messages of <c>engram</c> when the gateway, the broker or an input file can't be reached.</summary>
public sealed class When_a_server_is_away
{
    private readonly int _nobody = FreePort.Find(1)[0];

    [Fact]
    public async Task Should_say_which_gateway_and_how_to_start_one()
    {
        var run = await EngramCli.RunAsync("ask", "who?", "--memory", "movies", "--json", "--url", $"http://127.0.0.1:{_nobody}");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains($"127.0.0.1:{_nobody}", run.Errors, StringComparison.Ordinal);
        Assert.Contains("engram up", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_which_broker()
    {
        var run = await EngramCli.RunAsync("deadletters", "list", "--broker", $"amqp://somebody:secret@127.0.0.1:{_nobody}/");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains($"127.0.0.1:{_nobody}", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_where_it_looked_for_a_broker()
    {
        using var data = new TemporaryFolder();
        var run = await EngramCli.RunAsync("deadletters", "list", "--data", data.Path);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(data.In("rabbitmq", "uri"), run.Errors, StringComparison.Ordinal);
        Assert.Contains("--broker", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_which_file_is_missing()
    {
        var run = await EngramCli.RunAsync("ingest", "/nowhere/posts.ndjson", "--url", $"http://127.0.0.1:{_nobody}");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("/nowhere/posts.ndjson", run.Errors, StringComparison.Ordinal);
    }
}
