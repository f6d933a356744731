using System.Diagnostics;
using Engram.DevServers;
using Engram.Hosting;

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
        PrivateFile.Create(log);
        // A session of its own: Ctrl-C in the terminal reaches this program only, which then stops the services in order. The shell and
        // setsid replace themselves, so the process that is started is the service. Its input is a pipe that closes when this program dies.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in (string[])
            ["-c", "exec setsid \"$@\" >>\"$0\" 2>&1", log, Environment.ProcessPath!, program.Assembly(), "--contentRoot", program.Folder])
            start.ArgumentList.Add(argument);
        start.Environment[$"{SupervisionOptions.SectionName}__{nameof(SupervisionOptions.StopWithInput)}"] = bool.TrueString;
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

    /// <summary>What the service said when it broke down, without the stack; its last lines where it just ended.</summary>
    public string LastWords()
    {
        if (!File.Exists(_log))
            return "";
        var lines = File.ReadAllLines(_log);
        var breakdown = Array.FindLastIndex(lines, line =>
            line.Contains(StartupErrorReporter.Words, StringComparison.Ordinal)
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal));
        var last = breakdown < 0 ? lines.TakeLast(LogLinesShown)
            : lines.Skip(breakdown).TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal));
        return string.Join(Environment.NewLine, last);
    }

    public void Dispose() => _process.Dispose();
}
