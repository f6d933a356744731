using System.Diagnostics;
using System.Text.Json;

namespace Engram.TestKit;

/// <summary>Runs the built command lines as a person or a script would: as processes. The words tell whether <c>engram</c> or
/// <c>engram-lab</c> is meant, as they do for the scripts at the root.</summary>
public static class EngramCli
{
    /// <summary>What one run printed and returned.</summary>
    public sealed record Run(int ExitCode, string Output, string Errors)
    {
        /// <summary>The JSON document that <c>--json</c> printed.</summary>
        public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

        public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
    }

    public static Task<Run> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Run> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a command that runs on; its streams are redirected.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(environment, ["dotnet", ProgramFor(arguments), .. arguments]);

    /// <summary>The same as the leader of a process group, as a terminal starts it: a signal to minus its id reaches it and what it started
    /// in the group.</summary>
    public static Process StartGroup(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(environment, ["setsid", "dotnet", ProgramFor(arguments), .. arguments]);

    private static string ProgramFor(string[] arguments) => arguments is
        ["data" or "train" or "experiments" or "predict" or "evaluate" or "vision", ..] or ["memories", "measure", ..]
            or ["models", "import-tfjs", ..]
        ? PathOf("Lab", "engram-lab.dll")
        : PathOf("Cli", "engram.dll");

    private static string PathOf(string project, string file) =>
        Repository.PathOf("artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name, file);

    private static Process StartProgram(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
