using System.Diagnostics;
using System.Net;
using Engram.DevServers;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests;

public sealed class When_the_databases_disk_is_full
{
    private const int DiskMegabytes = 128;

    [Fact(Timeout = 180_000)]
    public async Task Should_say_so_lose_nothing_and_go_on_when_there_is_space()
    {
        var disk = Path.Combine("/var/tmp", "engram-test-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(disk);
        var isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={DiskMegabytes}m,mode=755", "tmpfs", disk);
        try
        {
            Assert.SkipUnless(isMounted, "No disk of a size can be made here: that takes the rights of root.");
            await using var postgres = await PrivatePostgres.StartKeptAsync(
                Path.Combine(disk, "postgres"), TestContext.Current.CancellationToken);
            await using var gateway = await GatewayHost.StartAsync(
                postgres.ConnectionString, others => others.Predict = command => [Answers.To(command)]);
            await gateway.PostJsonAsync("/v1/posts", new { id = "before", text = "before" });
            var filler = Path.Combine(disk, "filler");
            Assert.False(await RunAsync("dd", "if=/dev/zero", $"of={filler}", "bs=1M"));

            var picture = new { id = "during", text = "during", picture = new { base64 = new byte[1 << 20] } };
            var refused = await gateway.PostJsonAsync("/v1/posts", picture);
            await refused.ShouldBeProblemAsync(503, "database-full");
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
            var ready = await gateway.SendAsync(HttpMethod.Get, "/readyz");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains(
                "disk is full", (await ready.JsonAsync()).GetProperty("checks").GetProperty("database").GetProperty("description")
                    .GetString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/healthz")).StatusCode);

            File.Delete(filler);
            Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/readyz")).StatusCode);
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", picture)).StatusCode);
            await gateway.UntilAsync("/v1/posts/before", post => post.GetProperty("state").GetString() == "tagged");
            NpgsqlConnection.ClearAllPools();
        }
        finally
        {
            // Child processes of the server may keep the mount busy for a moment after the server ends.
            if (isMounted)
                await Eventually.HoldsAsync(() => RunAsync("umount", disk), $"{disk} is free");
            Directory.Delete(disk, recursive: true);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }
}
