using System.CommandLine;
using System.CommandLine.Parsing;
using Engram.Client;
using Engram.DevServers;

namespace Engram.CommandLine;

/// <summary>Runs one command line and returns its exit code.</summary>
public static class CommandRunner
{
    // Commands that run private servers and services stop them in order before the process exits; all others only report that they were
    // stopped.
    private static readonly TimeSpan LongestStopOfServers = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private static string Program => Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0]);

    /// <summary>Parses and runs <paramref name="arguments"/>; Ctrl-C and SIGTERM cancel the command's token.</summary>
    /// <param name="arguments">Arguments of the command line.</param>
    /// <param name="root">The root command with all subcommands.</param>
    /// <param name="expected">Further exception types whose messages are for people: they say what is wrong and what would be
    /// right.</param>
    public static async Task<int> RunAsync(string[] arguments, RootCommand root, params Type[] expected)
    {
        root.Options.Add(CommonOptions.Json);
        var parsed = root.Parse(arguments);
        var settings =
            new InvocationConfiguration { EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = parsed.CommandResult.Command is ServingCommand ? LongestStopOfServers : LongestStop };
        if (parsed.Errors.Count == 0 && WrongPathIn(parsed) is { } fault)
        {
            await Console.Error.WriteLineAsync($"{Program}: {fault}");
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
        catch (Exception e) when (IsForPeople(e) || expected.Any(type => type.IsInstanceOfType(e)))
        {
            await Console.Error.WriteLineAsync($"{Program}: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    // All other exceptions are our bugs and keep their stack trace.
    private static bool IsForPeople(Exception e) => e is
        CommandException or GatewayException or PrivateServerException or HttpRequestException or IOException or UnauthorizedAccessException
        or InvalidDataException;

    // Using such a path would fail with a vague message: access denied, or a part of the path is missing.
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
