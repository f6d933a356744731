using System.Diagnostics;
using Engram.TestKit;

namespace Engram.Console.Tests;

/// <summary>The console's script is committed beside its source, so that a build needs no compiler of TypeScript.</summary>
public sealed class When_the_script_is_compiled
{
    private static readonly string Compiler = Repository.PathOf("tests", "console-script", "node_modules", "typescript", "bin", "tsc");
    private static readonly string Console = Repository.PathOf("services", "gateway", "Console");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_be_what_is_served()
    {
        Assert.SkipUnless(File.Exists(Compiler), "the compiler is not installed; 'make test' installs it.");
        using var folder = new TemporaryFolder();

        using var process = Process.Start(new ProcessStartInfo(
            "node", [Compiler, "-p", Path.Combine(Console, "tsconfig.json"), "--outDir", folder.Path]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.True(process.ExitCode == 0, output);
        Assert.Equal(
            await File.ReadAllTextAsync(folder.In("console.js"), Cancellation),
            await File.ReadAllTextAsync(Path.Combine(Console, "Assets", "console.js"), Cancellation));
    }
}
