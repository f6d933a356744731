using System.CommandLine;
using System.CommandLine.Parsing;
using Engram.Cli.Commands;
using Engram.Imaging;
using Engram.ModelPackage;
using Engram.ModelServing;
using Engram.OnnxGraph;
using Engram.PrivateServers;
using Engram.Trainer.Torch;
using Engram.Trainer.Training;

namespace Engram.Cli;

/// <summary>Runs one command line and says by the exit code how it went.</summary>
public static class CommandRunner
{
    // Private servers and services are stopped in order before the process goes; all else has no more to do than to say that it was stopped.
    private static readonly TimeSpan LongestStopOfServers = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    /// <summary>Parses and runs <paramref name="arguments"/>; Ctrl-C and SIGTERM cancel the command's token.</summary>
    public static async Task<int> RunAsync(string[] arguments, RootCommand root)
    {
        root.Options.Add(CommonOptions.Json);
        var parsed = root.Parse(arguments);
        var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = parsed.CommandResult.Command is ServingCommand ? LongestStopOfServers : LongestStop };
        if (parsed.Errors.Count == 0 && WrongPathIn(parsed) is { } fault)
        {
            await Console.Error.WriteLineAsync($"engram: {fault}");
            return ExitCodes.Usage;
        }

        try
        {
            var exitCode = await parsed.InvokeAsync(settings);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (IsForPeople(e))
        {
            await Console.Error.WriteLineAsync($"engram: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    // Their messages say what is wrong and what would be right. Of all others the stack is shown: they are our bugs.
    private static bool IsForPeople(Exception e) => e is
        CommandException or PrivateServerException or HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException
        or ModelPackageException or OnnxGraphException or DeviceUnavailableException or EngineException or ExperimentException or ParityException or TorchException;

    // What is read or written would only say that access is denied, or that a part of the path is missing.
    private static string? WrongPathIn(ParseResult parsed)
    {
        foreach (var given in parsed.CommandResult.Children)
        {
            var (name, kind) = given switch
            {
                OptionResult { Option: var option } => (option.Name, option.HelpName),
                ArgumentResult { Argument: var argument } => (argument.HelpName, argument.HelpName),
                _ => (null, null),
            };
            if (kind is not ("FILE" or "DIR"))
                continue;
            foreach (var path in given.Tokens.Select(token => token.Value))
            {
                if (path.Length == 0)
                    return $"{name} is empty; name a {(kind == "DIR" ? "folder" : "file")}.";
                if (kind == "FILE" && Directory.Exists(path))
                    return $"{name} is a file, and {path} is a folder.";
                if (kind == "DIR" && File.Exists(path))
                    return $"{name} is a folder, and {path} is a file.";
            }
        }

        return null;
    }
}
