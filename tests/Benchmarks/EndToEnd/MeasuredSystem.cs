using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Engram.DevServers;

namespace Engram.Benchmarks.EndToEnd;

/// <summary>The system as <c>engram up --transport rabbitmq</c> runs it, a process per service, on private servers.</summary>
internal sealed class MeasuredSystem : IAsyncDisposable
{
    private readonly Process _up;
    private readonly Dictionary<string, int> _services = [];

    private MeasuredSystem(Process up, PrivatePostgres database, PrivateRabbitMq broker, Uri url)
    {
        (_up, Database, Broker, Url) = (up, database, broker, url);
        Times = new ProcessTimes(_services, database, broker);
    }

    public PrivatePostgres Database { get; }

    public PrivateRabbitMq Broker { get; }

    public Uri Url { get; }

    public ProcessTimes Times { get; }

    public static async Task<MeasuredSystem> StartAsync()
    {
        var database = await PrivatePostgres.StartTemporaryAsync();
        var broker = await PrivateRabbitMq.StartTemporaryAsync();
        var port = FreePort.Find(1)[0].ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            Path.Combine(Clone.Root, "engram"), ["up", "--json", "--transport", "rabbitmq", "--port", port, "--temporary"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Engram"] = database.ConnectionString;
        start.Environment["ConnectionStrings__RabbitMq"] = broker.Uri;
        start.Environment["Gateway__MaxWait"] = "00:10:00";
        var system = new MeasuredSystem(Process.Start(start)!, database, broker, new Uri($"http://127.0.0.1:{port}"));
        await system.UntilReadyAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        Signals.Terminate(_up.Id);
        await _up.WaitForExitAsync();
        _up.Dispose();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task UntilReadyAsync()
    {
        while (await _up.StandardOutput.ReadLineAsync() is { } line)
        {
            using var happened = JsonDocument.Parse(line);
            var what = happened.RootElement.GetProperty("event").GetString();
            if (what == "ready")
                return;
            if (what == "started" && happened.RootElement.GetProperty("processId") is { ValueKind: JsonValueKind.Number } id)
                _services[happened.RootElement.GetProperty("service").GetString()!] = id.GetInt32();
        }

        throw new InvalidOperationException("The system did not start.");
    }
}
