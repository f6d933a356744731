using System.Text.Json;
using Engram.Cli;
using Engram.ServiceDefaults;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary><c>engram demo</c>, run once in one process and once with a process for each service.</summary>
public sealed class DemoRuns : IAsyncLifetime
{
    private readonly MarkedProcesses _marked = new();

    public JsonElement InOneProcess { get; private set; }

    public JsonElement OverRabbitMq { get; private set; }

    public async ValueTask InitializeAsync()
    {
        InOneProcess = await RunAsync(MessagingTransport.InMemory);
        OverRabbitMq = await RunAsync(MessagingTransport.RabbitMq);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Processes that the runs started, directly or not, and that are still there.</summary>
    public IReadOnlyList<string> LeftRunning() => _marked.Running();

    private async Task<JsonElement> RunAsync(MessagingTransport transport)
    {
        var run = await EngramCli.RunAsync(_marked.Environment, "demo", "--json", "--transport", transport.ToString());
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return run.Json();
    }
}
