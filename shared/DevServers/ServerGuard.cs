using System.Diagnostics;
using System.Globalization;

namespace Engram.DevServers;

/// <summary>
/// A shell beside a private server that outlives this process. It waits until its input closes, because we closed it or died for any
/// reason, and then stops the server. Meanwhile it locks the server's directory: a later run waits until the earlier one has released it.
/// </summary>
internal sealed class ServerGuard : IAsyncDisposable
{
    private const string Held = "held";

    // Services have half a minute to stop, and a former run's server stops only after them.
    private static readonly TimeSpan LongestWaitForUsers = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestWaitForFormer = TimeSpan.FromSeconds(60);

    // Each input line is the id of a process that uses the server. A process that has ended, even one not yet reaped (a zombie), has no
    // 'exe' link. The killed server's child processes may still write into the directory until they notice its end, so deletion is retried.
    private const string Script = $$"""
        directory=$1 keep=$2 tenths=$3 longest=$4; shift 4
        exec 2>/dev/null 9>"$directory/lock" && flock -w "$longest" 9 && echo {{Held}} || exit 1
        users=
        while read -r user; do users="$users $user"; done
        for user in $users; do
            while [ -e "/proc/$user/exe" ] && [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
        done
        "$@" >/dev/null || exit 1
        [ "$keep" = True ] && exit 0
        tries=100
        until rm -rf -- "$directory" || [ "$tries" = 0 ]; do sleep 0.1; tries=$((tries - 1)); done
        [ ! -e "$directory" ]
        """;

    private readonly Process _shell;
    private readonly string _directory;
    private readonly bool _keep;
    private readonly IReadOnlyList<string> _stop;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private ServerGuard(string directory, bool keep, IReadOnlyList<string> stop, IReadOnlyDictionary<string, string> environment)
    {
        (_directory, _keep, _stop, _environment) = (directory, keep, stop, environment);
        // In its own session, so that Ctrl-C in the terminal does not reach it.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["/bin/sh", "-c", Script, "sh", directory, keep.ToString(), InTenths(LongestWaitForUsers),
            InSeconds(LongestWaitForFormer), .. stop])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _shell = Process.Start(start)!;
        _shell.StandardInput.AutoFlush = true;
    }

    /// <summary>Locks a server's directory, waiting for an earlier run that is still stopping there, and stops any server left behind by a
    /// run that was killed together with its guard.</summary>
    /// <param name="directory">The server's directory, which must exist.</param>
    /// <param name="keep">False: delete the directory in the end.</param>
    /// <param name="stop">Command that stops the server cleanly, and does nothing if none runs.</param>
    /// <param name="environment">Environment of <paramref name="stop"/>, in addition to this process's own.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="PrivateServerException">Another system uses the directory and does not stop.</exception>
    public static async Task<ServerGuard> TakeAsync(
        string directory, bool keep, IReadOnlyList<string> stop, IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var keeper = new ServerGuard(directory, keep, stop, environment);
        try
        {
            if (await keeper._shell.StandardOutput.ReadLineAsync(cancellationToken) != Held)
                throw new PrivateServerException(
                    $"Another system uses {directory} and has not stopped within {LongestWaitForFormer.TotalSeconds:0} s, or the "
                        + "directory can't be written to. Stop that system first.");
            await Tool.RunAsync(stop, environment, cancellationToken);
            return keeper;
        }
        catch
        {
            keeper._shell.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the server running until <paramref name="processId"/> has ended too.</summary>
    public void KeepFor(int processId)
    {
        if (!_shell.HasExited)
            _shell.StandardInput.WriteLine(processId.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Stops the server.</summary>
    /// <exception cref="PrivateServerException">The server does not stop.</exception>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        var failed = _shell.ExitCode != 0;
        _shell.Dispose();
        if (!failed)
            return;
        // The shell was killed, or could not stop the server: try once more, to stop it or to report why not.
        await Tool.RunAsync(_stop, _environment, CancellationToken.None);
        if (!_keep && Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static string InTenths(TimeSpan time) => ((int)(time.TotalSeconds * 10)).ToString(CultureInfo.InvariantCulture);

    private static string InSeconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
