using System.Diagnostics;
using Engram.TestKit;

namespace Engram.Ocr.Tests;

/// <summary>Startup errors of the OCR service.</summary>
public sealed class When_the_service_cannot_start(PostgresFixture postgres)
{
    [Theory]
    [InlineData("Ocr__MinWordConfidence", "7", "MinWordConfidence")]
    [InlineData("Ocr__PaddleModelDirectory", "/nowhere", "/nowhere")]
    [InlineData("Listening__Urls", "http://0.0.0.0:0", "API key")]
    public async Task Should_say_why_in_one_message_and_end_with_an_error(string setting, string value, string named)
    {
        var (exitCode, output, errors) = await RunAsync(setting, value);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Engram.Ocr can't start: ", errors, StringComparison.Ordinal);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string setting, string value)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "Ocr", configuration, "Engram.Ocr.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
                { ["Messaging__Transport"] = "InMemory", ["ConnectionStrings__Engram"] = await postgres.CreateDatabaseAsync(),
                    [setting] = value },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
