using Engram.CommandLine;
using Engram.DevServers;
using Engram.Hosting;

namespace Engram.Cli.Processes;

/// <summary>A service that is kept running: when its process dies, a new one is started.</summary>
internal sealed class SupervisedService(ServiceProgram program, int replica, Uri url, IReadOnlyDictionary<string, string> environment,
    string logDirectory, Action<SystemEvent> tell, Action<int> keepServersFor)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private ServiceProcess? _process;

    /// <summary>Name of the service; a further replica has its number behind it.</summary>
    public string Name { get; } = replica == 1 ? program.Name : $"{program.Name}-{replica}";

    /// <summary>File to which the service's output is appended.</summary>
    public string Log => Path.Combine(logDirectory, Name + ".log");

    public void Start()
    {
        _process?.Dispose();
        _process = ServiceProcess.Start(program, environment, Log);
        keepServersFor(_process.Id);
        tell(new SystemEvent("started", Name) { ProcessId = _process.Id, Url = url });
    }

    /// <summary>Returns null when the service is ready, otherwise what it is waiting for.</summary>
    /// <exception cref="CommandException">The service has exited.</exception>
    public async Task<string?> WhyNotReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (_process!.ExitCode is { } code)
            throw new CommandException(
                $"The service {Name} ended with code {code} while it started. Its log {Log} ends with:\n{_process.LastWords()}");
        try
        {
            using var response = await http.GetAsync(new Uri(url, HealthPaths.Ready), cancellationToken);
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "it does not answer yet";
        }
    }

    /// <summary>Runs until cancelled and restarts the service whenever it dies, after a pause that grows while it keeps dying.</summary>
    public async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        var pause = new RestartPause();
        while (true)
        {
            var began = TimeProvider.System.GetTimestamp();
            await _process!.WaitForExitAsync(cancellationToken);
            tell(new SystemEvent("died", Name) { ProcessId = _process.Id,
                Detail = $"It ended with code {_process.ExitCode}; {Log} ends with:\n{_process.LastWords()}" });
            pause = TimeProvider.System.GetElapsedTime(began) > RestartPause.Longest ? new RestartPause() : pause;
            await pause.WaitAsync(cancellationToken);
            Start();
        }
    }

    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.StopAsync(StopPatience);
        _process.Dispose();
    }
}
