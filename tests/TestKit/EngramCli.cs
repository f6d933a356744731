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
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "Cli", configuration, "engram.dll"), .. arguments])
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
