using System.Diagnostics;
using System.Text.Json;

namespace Engram.TestKit;

/// <summary>Runs the built command line as a person or a script would: as a process.</summary>
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
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => StartProgram(environment, ["dotnet", Program, .. arguments]);

    /// <summary>The same as the leader of a process group, as a terminal starts it: a signal to minus its id reaches it and what it started in the group.</summary>
    public static Process StartGroup(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(environment, ["setsid", "dotnet", Program, .. arguments]);

    private static string Program => Repository.PathOf("artifacts", "bin", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "engram.dll");

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
