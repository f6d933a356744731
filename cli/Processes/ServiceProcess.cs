using System.Diagnostics;
using Engram.PrivateServers;

namespace Engram.Cli.Processes;

/// <summary>One run of a service's program, its output in a log file.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int LogLinesShown = 15;

    private readonly Process _process;
    private readonly string _log;

    private ServiceProcess(Process process, string log)
    {
        _process = process;
        _log = log;
    }

    public int Id => _process.Id;

    /// <summary>The exit code, once there is one.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static ServiceProcess Start(ServiceProgram program, IReadOnlyDictionary<string, string> environment, string log)
    {
        // A session of its own: Ctrl-C in the terminal reaches this program only, which then stops the services in order. The shell and
        // setsid replace themselves, so the process that is started is the service.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])
            ["-c", "exec setsid \"$@\" >>\"$0\" 2>&1 </dev/null", log, Environment.ProcessPath!, program.Assembly(), "--contentRoot", program.Folder])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!, log);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks the service to finish what it has in hand; kills it when it does not within <paramref name="patience"/>.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_process.HasExited)
            return;
        Signals.Terminate(_process.Id);
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The last lines the service wrote.</summary>
    public string LastWords() =>
        File.Exists(_log) ? string.Join(Environment.NewLine, File.ReadLines(_log).TakeLast(LogLinesShown)) : "";

    public void Dispose() => _process.Dispose();
}
