using System.CommandLine;

namespace Engram.CommandLine;

/// <summary>A file of lines, or standard input where the command line says <c>-</c>.</summary>
public static class NdjsonInput
{
    private const string StandardInput = "-";

    public static Argument<string> Argument(string description) =>
        new("file") { Description = description + " '-' is standard input.", HelpName = "FILE" };

    public static bool IsStandardInput(string path) => path == StandardInput;

    /// <exception cref="IOException">There is no such file.</exception>
    public static StreamReader Open(string path) => new(OpenStream(path));

    /// <exception cref="IOException">There is no such file.</exception>
    public static Stream OpenStream(string path) => IsStandardInput(path) ? Console.OpenStandardInput() : OpenFile(path);

    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="CommandException">It is a folder.</exception>
    public static FileStream OpenFile(string path) =>
        Directory.Exists(path) ? throw new CommandException($"{path} is a folder; name a file.") : File.OpenRead(path);
}
