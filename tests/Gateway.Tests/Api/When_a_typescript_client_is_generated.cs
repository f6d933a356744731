using System.Diagnostics;
using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Api;

/// <summary>A TypeScript client, generated from the OpenAPI document by openapi-typescript and used once by openapi-fetch.</summary>
public sealed class When_a_typescript_client_is_generated(PostgresFixture postgres)
{
    private static readonly string Client = Repository.PathOf("tests", "typescript-client");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_compile_and_be_understood_by_the_gateway()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Client, "node_modules")), "the generator is not installed; 'make test' installs it.");
        using var folder = new TemporaryFolder();
        foreach (var file in new[] { "package.json", "tsconfig.json", "client.ts" })
            File.Copy(Path.Combine(Client, file), folder.In(file));
        Directory.CreateSymbolicLink(folder.In("node_modules"), Path.Combine(Client, "node_modules"));
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        folder.Write("openapi.json", await gateway.Http.GetStringAsync("/openapi/v1.json", Cancellation));

        await RunAsync(folder, "node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--output", "api.d.ts");
        await RunAsync(folder, "node_modules/typescript/bin/tsc", "-p", ".");
        var said = JsonDocument.Parse(await RunAsync(folder, "client.js", gateway.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        Assert.Equal("typescript", Assert.Single(said.RootElement.GetProperty("memories").EnumerateArray()).GetString());
        Assert.Empty(said.RootElement.GetProperty("ids").EnumerateArray());
        Assert.Equal("urn:engram:problem:unknown-question", said.RootElement.GetProperty("refusal").GetString());
    }

    private static async Task<string> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await output + await errors);
        return await output;
    }
}
