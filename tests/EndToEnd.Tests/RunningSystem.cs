using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Engram.Client;
using Engram.DevServers;
using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>A system started by <c>engram up</c>, as a user starts it, and observed through its output.</summary>
public sealed class RunningSystem : IAsyncDisposable
{
    private readonly Process _up;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<string, int> _processIds = new();
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private RunningSystem(Process up, Uri gatewayUrl)
    {
        _up = up;
        GatewayUrl = gatewayUrl;
        Gateway = new GatewayClient(gatewayUrl);
        _reading = ReadEventsAsync();
    }

    public Uri GatewayUrl { get; }

    public GatewayClient Gateway { get; }

    /// <summary>Current process id of each service, by name.</summary>
    public IReadOnlyDictionary<string, int> ProcessIds => _processIds;

    /// <summary>Lines that <c>engram up --json</c> has printed so far.</summary>
    public IReadOnlyCollection<string> Printed => _printed;

    public static Task<RunningSystem> StartAsync(MessagingTransport transport, IReadOnlyDictionary<string, string> environment) =>
        StartAsync(transport, environment, FreePort.Find(1)[0], "--temporary");

    public static async Task<RunningSystem> StartAsync(
        MessagingTransport transport, IReadOnlyDictionary<string, string> environment, int port, params string[] options)
    {
        var up = EngramCli.Start(
            environment, ["up", "--json", "--transport", transport.ToString(), "--port", port.ToString(null, null), .. options]);
        var system = new RunningSystem(up, new Uri($"http://127.0.0.1:{port}"));
        var errors = up.StandardError.ReadToEndAsync();
        if (await Task.WhenAny(system._ready.Task, up.WaitForExitAsync()) != system._ready.Task)
            throw new InvalidOperationException($"engram up ended with code {up.ExitCode}: {await errors}");
        return system;
    }

    /// <summary>Runs a command against this system.</summary>
    public Task<EngramCli.Run> RunAsync(params string[] arguments) =>
        EngramCli.RunAsync([.. arguments, "--json", "--url", GatewayUrl.ToString()]);

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(GatewayUrl, HealthPaths.Ready));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Kills the process of a service (SIGKILL) and waits until a new one replaces it.</summary>
    public async Task KillAsync(string service)
    {
        var killed = _processIds[service];
        Signals.Kill(killed);
        await Eventually.HoldsAsync(() => _processIds[service] != killed, $"{service} is started again after its process was killed");
    }

    /// <summary>Kills <c>engram up</c> itself (SIGKILL).</summary>
    public async Task KillAsync()
    {
        Signals.Kill(_up.Id);
        await _up.WaitForExitAsync();
    }

    /// <summary>Stops the system with SIGTERM and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_up.HasExited)
            Signals.Terminate(_up.Id);
        await _up.WaitForExitAsync();
        await _reading;
        return _up.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Gateway.Dispose();
        _http.Dispose();
        _up.Dispose();
    }

    private async Task ReadEventsAsync()
    {
        while (await _up.StandardOutput.ReadLineAsync() is { } line)
        {
            _printed.Enqueue(line);
            using var happened = JsonDocument.Parse(line);
            var root = happened.RootElement;
            switch (root.GetProperty("event").GetString())
            {
                case "started" when root.GetProperty("processId").ValueKind == JsonValueKind.Number:
                    _processIds[root.GetProperty("service").GetString()!] = root.GetProperty("processId").GetInt32();
                    break;
                case "ready":
                    _ready.TrySetResult();
                    break;
                default:
                    break;
            }
        }
    }
}
