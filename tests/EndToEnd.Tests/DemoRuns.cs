using System.Text.Json;
using System.Xml.Linq;
using Engram.CommandLine;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Three runs of <c>engram demo</c>: in one process, with a process per service, and with output for people.</summary>
public sealed class DemoRuns : IAsyncLifetime
{
    private readonly MarkedProcesses _marked = new();

    public JsonElement InOneProcess { get; private set; }

    public JsonElement OverRabbitMq { get; private set; }

    /// <summary>Lines printed for people.</summary>
    public IReadOnlyList<string> Shown { get; private set; } = [];

    /// <summary>Lines that said how far the run was: the slower the machine, the more.</summary>
    public IReadOnlyList<string> Progress { get; private set; } = [];

    /// <summary>The SVG picture of the run.</summary>
    public XDocument Picture { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        InOneProcess = await RunAsync(MessagingTransport.InMemory);
        OverRabbitMq = await RunAsync(MessagingTransport.RabbitMq);
        using var folder = new TemporaryFolder();
        var shown = await EngramCli.RunAsync(_marked.Environment, "demo", "--picture", folder.In("demo.svg"));
        Assert.True(shown.ExitCode == ExitCodes.Done, shown.ToString());
        Picture = XDocument.Load(folder.In("demo.svg"));
        Shown = [.. shown.Output.Split('\n')];
        Progress = [.. shown.Errors.Split('\n')];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Processes that the runs started, directly or indirectly, and that still run.</summary>
    public IReadOnlyList<string> LeftRunning() => _marked.Running();

    private async Task<JsonElement> RunAsync(MessagingTransport transport)
    {
        var run = await EngramCli.RunAsync(_marked.Environment, "demo", "--json", "--transport", transport.ToString());
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return run.Json();
    }
}
