using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Engram.DevServers;

namespace Engram.Chaos;

/// <summary>A system started by <c>engram up</c>: one process per service, a private PostgreSQL and a private broker.</summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    public const string MemorySet = "movies";
    public const string PostgreSql = "postgresql";
    public const string RabbitMq = "rabbitmq";

    private readonly Process _up;
    private readonly string _data;
    private readonly ConcurrentDictionary<string, int> _processIds = new();
    private readonly ConcurrentDictionary<string, int> _starts = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChaosSystem(Process up, string data, Uri url)
    {
        (_up, _data, Url) = (up, data, url);
        _ = FollowEventsAsync();
        // Drain stderr: a full pipe would block engram up.
        _ = up.StandardError.ReadToEndAsync();
    }

    public Uri Url { get; }

    public IReadOnlyList<string> Services => [.. _processIds.Keys.Order(StringComparer.Ordinal)];

    public int BrokerPort { get; private set; }

    /// <summary>Number of service restarts.</summary>
    public int Restarts => _starts.Values.Sum() - _starts.Count;

    public static async Task<ChaosSystem> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("engram-chaos-").FullName;
        // PostgreSQL runs as another user, who must be able to enter the folder.
        File.SetUnixFileMode(data,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var port = FreePort.Find(1)[0];
        var start = new ProcessStartInfo(
            "./engram", ["up", "--transport", "rabbitmq", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var system = new ChaosSystem(Process.Start(start)!, data, new Uri($"http://127.0.0.1:{port}"));
        if (await Task.WhenAny(system._ready.Task, system._up.WaitForExitAsync()) != system._ready.Task)
            throw new InvalidOperationException($"engram up ended with code {system._up.ExitCode}.");
        await system.ImportAsync();
        return system;
    }

    /// <summary>Last reported process id of a service, or the id in a server's pid file; null while there is no such file.</summary>
    public int? ProcessIdOf(string name)
    {
        var file = name switch
        {
            PostgreSql => Path.Combine(_data, "postgres", "data", "postmaster.pid"),
            RabbitMq => Path.Combine(_data, "rabbitmq", "pid"),
            _ => null,
        };
        if (file is null)
            return _processIds[name];
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
            ? id : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_up.HasExited)
            Signals.Terminate(_up.Id);
        await _up.WaitForExitAsync();
        _up.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task ImportAsync()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromMinutes(5) };
        using (var made = await http.PutAsJsonAsync($"/v1/memories/{MemorySet}", new { }))
            made.EnsureSuccessStatusCode();
        using var lines = new StreamContent(File.OpenRead("samples/movies/triples.ndjson"));
        lines.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/memories/{MemorySet}/triples") { Content = lines };
        request.Headers.Add("Prefer", "wait=60");
        using var imported = await http.SendAsync(request);
        imported.EnsureSuccessStatusCode();
    }

    private async Task FollowEventsAsync()
    {
        while (await _up.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var happened = document.RootElement;
            switch (happened.GetProperty("event").GetString())
            {
                case "started" when happened.GetProperty("processId").ValueKind == JsonValueKind.Number:
                    var service = happened.GetProperty("service").GetString()!;
                    _processIds[service] = happened.GetProperty("processId").GetInt32();
                    _starts.AddOrUpdate(service, 1, (_, starts) => starts + 1);
                    break;
                case "started" when happened.GetProperty("service").GetString() == RabbitMq:
                    BrokerPort = new Uri(happened.GetProperty("url").GetString()!).Port;
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
