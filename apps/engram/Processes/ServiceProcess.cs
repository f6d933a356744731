using System.Diagnostics;
using Engram.DevServers;
using Engram.Hosting;
using Engram.Messaging;
using Engram.Messaging.Bus;

namespace Engram.Cli.Processes;

/// <summary>One run of a service's program, with its output in a log file.</summary>
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

    /// <summary>The exit code; null while the process runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static ServiceProcess Start(ServiceProgram program, IReadOnlyDictionary<string, string> environment, string log)
    {
        PrivateFile.Create(log);
        // In its own session, so that Ctrl-C in the terminal reaches only this program, which then stops the services in order. The shell
        // and setsid exec the next program, so the started process is the service. Its input is a pipe that closes when this program dies.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in (string[])
            ["-c", "exec setsid \"$@\" >>\"$0\" 2>&1", log, Environment.ProcessPath!, program.Assembly(), "--contentRoot", program.Folder])
            start.ArgumentList.Add(argument);
        start.Environment[$"{SupervisionOptions.SectionName}__{nameof(SupervisionOptions.StopWithInput)}"] = bool.TrueString;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!, log);
    }

    /// <summary>Runs a service for a task that ends by itself, with the environment that it would have with <c>engram up</c>.</summary>
    /// <returns>What it printed, and its errors line by line.</returns>
    public static async Task<(string Output, IReadOnlyList<string> Errors)> RunTaskAsync(
        ServiceProgram program, ServiceTask task, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [program.Assembly(), "--contentRoot", program.Folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[$"{SupervisionOptions.SectionName}__{nameof(SupervisionOptions.Task)}"] = task.ToString();
        // 'engram up' starts servers of its own for the connections that are not named.
        start.Environment.TryAdd("ConnectionStrings__" + DeliveryExtensions.ConnectionStringName, "Host=127.0.0.1");
        start.Environment.TryAdd("ConnectionStrings__" + MessagingOptions.ConnectionStringName, "amqp://127.0.0.1/");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (await output, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks the service to finish its work and exit; kills it if it does not exit within <paramref name="patience"/>.</summary>
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

    /// <summary>The service's last error message without the stack trace; if it ended without one, the last lines of its log.</summary>
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
