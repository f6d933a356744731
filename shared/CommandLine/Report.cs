using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Engram.CommandLine;

/// <summary>Output of a command: results on standard output, as tables for people or JSON for programs; progress on standard
/// error.</summary>
public sealed class Report
{
    private readonly bool _json;
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });

    public Report(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        _json = parsed.GetValue(CommonOptions.Json);
        // In a pipe or a log, do not cut tables to a terminal's width.
        if (Console.IsOutputRedirected)
            _console.Profile.Width = 160;
    }

    /// <summary>Prints the whole result of a command.</summary>
    public void Document<T>(T result, Func<T, IRenderable> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        if (_json)
            Console.Out.WriteLine(JsonSerializer.Serialize(result, CliJson.Indented));
        else
            _console.Write(draw(result));
    }

    /// <summary>Prints one of many results as soon as it is available.</summary>
    public void Line<T>(T result, Func<T, string> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        Console.Out.WriteLine(_json ? JsonSerializer.Serialize(result, CliJson.OneLine) : describe(result));
    }

    /// <summary>Prints progress for people on standard error, which programs that read standard output never see.</summary>
    public static void Progress(string message) => Console.Error.WriteLine(message);
}
