using System.Diagnostics;

namespace Engram.DevServers;

/// <summary>Runs a program of a server's tool set.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end and returns its output.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Its environment, in addition to this process's own.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <param name="input">Its standard input, at most as much as a pipe buffers.</param>
    /// <exception cref="PrivateServerException">The program could not be started, or its exit code was not 0.</exception>
    public static async Task<string> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken,
        string input = "")
    {
        // Output goes to a file instead of a pipe: a server that the tool leaves running would hold the pipe open, and the read would never
        // end.
        var output = Path.GetTempFileName();
        try
        {
            // In its own session: Ctrl-C in the terminal must not interrupt it.
            var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardInput = true };
            foreach (var argument in (string[])["/bin/sh", "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, .. command])
                start.ArgumentList.Add(argument);
            foreach (var (name, value) in environment ?? new Dictionary<string, string>())
                start.Environment[name] = value;

            using var process = Process.Start(start) ?? throw new PrivateServerException($"{command[0]} could not be started.");
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            var printed = await File.ReadAllTextAsync(output, cancellationToken);
            if (process.ExitCode != 0)
                throw new PrivateServerException($"'{string.Join(' ', command)}' ended with code {process.ExitCode}: {printed.Trim()}");
            return printed;
        }
        finally
        {
            File.Delete(output);
        }
    }
}
