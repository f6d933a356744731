using System.Diagnostics;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Api;

/// <summary>The OpenAPI document, judged by Redocly CLI and Spectral with all their rules.</summary>
public sealed class When_the_description_is_linted(PostgresFixture postgres)
{
    private static readonly string Linters = Repository.PathOf("tests", "openapi-lint");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_have_no_fault_and_no_warning()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Linters, "node_modules")), "the linters are not installed; 'make test' installs them.");
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        var description = await (await gateway.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Content.ReadAsStringAsync(Cancellation);
        var document = folder.Write("openapi.json", description);
        var wrong = folder.Write("wrong.json", """{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{}}}}""");

        var runs = await Task.WhenAll(RedoclyAsync(document), SpectralAsync(document), RedoclyAsync(wrong), SpectralAsync(wrong));

        Assert.All(runs[..2], run => Assert.True(run.ExitCode == 0, run.Output));
        Assert.All(runs[2..], run => Assert.NotEqual(0, run.ExitCode));
    }

    private static Task<(int ExitCode, string Output)> RedoclyAsync(string document) => RunAsync(
        "redocly", "lint", document, "--config", Path.Combine(Linters, "redocly.yaml"), "--format", "stylish");

    private static Task<(int ExitCode, string Output)> SpectralAsync(string document) => RunAsync(
        "spectral", "lint", document, "--ruleset", Path.Combine(Linters, "spectral.yaml"), "--fail-severity", "warn");

    private static async Task<(int ExitCode, string Output)> RunAsync(string linter, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Linters, "node_modules", ".bin", linter), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Linters,
        };
        // Linting needs no network.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output + await errors);
    }
}
