using System.CommandLine;
using Engram.Cli.Output;
using Engram.PrivateServers;

namespace Engram.Cli;

/// <summary>Runs one command line and says by the exit code how it went.</summary>
public static class CommandRunner
{
    // Stopping private servers and services takes a few seconds; only then may the process go.
    private static readonly TimeSpan _longestStop = TimeSpan.FromMinutes(1);

    /// <summary>Parses and runs <paramref name="arguments"/>; Ctrl-C and SIGTERM cancel the command's token.</summary>
    public static async Task<int> RunAsync(string[] arguments, RootCommand root)
    {
        root.Options.Add(CommonOptions.Json);
        var parsed = root.Parse(arguments);
        var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = _longestStop };
        try
        {
            var exitCode = await parsed.InvokeAsync(settings);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is CommandException or PrivateServerException or HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"engram: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
