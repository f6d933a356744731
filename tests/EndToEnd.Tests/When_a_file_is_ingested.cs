using System.Text.Json;
using Engram.CommandLine;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary><c>engram ingest</c>: resuming, and reporting rejected lines.</summary>
public sealed class When_a_file_is_ingested : IAsyncLifetime
{
    private const int Posts = 300;

    private readonly TemporaryFolder _folder = new();
    private RunningSystem? _system;

    public async ValueTask InitializeAsync() =>
        _system = await RunningSystem.StartAsync(MessagingTransport.InMemory, new Dictionary<string, string>());

    public async ValueTask DisposeAsync()
    {
        await _system!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_go_on_where_it_was_interrupted()
    {
        var file = Write([.. Enumerable.Range(1, Posts).Select(number => $$"""{"id":"file-{{number}}","text":"Post {{number}} about a guitar"}""")]);
        using var first = EngramCli.Start(
            new Dictionary<string, string>(), "ingest", file, "--json", "--url", _system!.GatewayUrl.ToString());
        var told = new HashSet<long>();
        // More lines than are in flight at once, so that some are finished for good.
        while (told.Count < 2 * Posts / 3 && await first.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            told.Add(LineOf(line));
        Signals.Terminate(first.Id);
        foreach (var line in (await first.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n',
            StringSplitOptions.RemoveEmptyEntries))
            told.Add(LineOf(line));
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Interrupted, first.ExitCode);

        var second = await _system.RunAsync("ingest", file, "--resume");
        Assert.True(second.ExitCode == ExitCodes.Done, second.ToString());
        var again = second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LineOf).ToHashSet();
        Assert.InRange(again.Count, 1, Posts - 1);
        Assert.Equal(Enumerable.Range(1, Posts).Select(number => (long)number), told.Union(again).Order());
    }

    [Fact]
    public async Task Should_write_down_what_is_refused_and_why()
    {
        var file = Write("""{"id":"good","text":"A guitar on the beach"}""", """{"id":"bad","txt":"A guitar"}""", "no json");
        var refusals = _folder.In("refused.ndjson");
        var run = await _system!.RunAsync("ingest", file, "--refused", refusals);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        var lines = (await File.ReadAllLinesAsync(refusals, TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([2, 3], lines.Select(line => line.GetProperty("line").GetInt32()));
        Assert.Contains("txt", lines[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    private string Write(params string[] lines) => _folder.Write(Guid.NewGuid().ToString("N") + ".ndjson", lines);

    private static long LineOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("line").GetInt64();
}
