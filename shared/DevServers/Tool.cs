using System.Diagnostics;

namespace Engram.DevServers;

/// <summary>Runs one program of a server's tool set and waits for it.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Its environment, beside this process's own.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="input">What it reads, at most what a pipe holds.</param>
    /// <exception cref="PrivateServerException">It could not be started, or ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken,
        string input = "")
    {
        // Output goes through a file, not a pipe: a server that the tool leaves behind would hold the pipe open and the read would never
        // end.
        var output = Path.GetTempFileName();
        try
        {
            // A session of its own: Ctrl-C in the terminal would else cut short what is to be finished.
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
