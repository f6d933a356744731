using System.CommandLine;

namespace Engram.CommandLine;

/// <summary>An input file of lines; <c>-</c> on the command line means standard input.</summary>
public static class NdjsonInput
{
    private const string StandardInput = "-";

    public static Argument<string> Argument(string description) =>
        new("file") { Description = description + " '-' is standard input.", HelpName = "FILE" };

    public static bool IsStandardInput(string path) => path == StandardInput;

    /// <exception cref="IOException">The file does not exist.</exception>
    public static StreamReader Open(string path) => new(OpenStream(path));

    /// <exception cref="IOException">The file does not exist.</exception>
    public static Stream OpenStream(string path) => IsStandardInput(path) ? Console.OpenStandardInput() : OpenFile(path);

    /// <exception cref="IOException">The file does not exist.</exception>
    /// <exception cref="CommandException">The path is a folder.</exception>
    public static FileStream OpenFile(string path) =>
        Directory.Exists(path) ? throw new CommandException($"{path} is a folder; name a file.") : File.OpenRead(path);
}
