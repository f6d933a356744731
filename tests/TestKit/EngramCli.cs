using System.Diagnostics;
using System.Text.Json;

namespace Engram.TestKit;

/// <summary>Runs the built command lines as processes, as a person or a script would. The first arguments decide between
/// <c>engram</c> and <c>engram-lab</c>.</summary>
public static class EngramCli
{
    /// <summary>Exit code, output and error output of one run.</summary>
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

    /// <summary>Starts a command without waiting for its end. Its streams are redirected.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(environment, ["dotnet", ProgramFor(arguments), .. arguments]);

    /// <summary>Starts a command as the leader of a new process group, like a terminal. A signal to the negated id reaches the whole
    /// group.</summary>
    public static Process StartGroup(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(environment, ["setsid", "dotnet", ProgramFor(arguments), .. arguments]);

    private static string ProgramFor(string[] arguments) => arguments is
        ["data" or "train" or "experiments" or "predict" or "evaluate" or "vision" or "features", ..] or ["memories", "measure", ..]
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
