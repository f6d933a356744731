using System.Diagnostics;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests;

/// <summary><c>deploy/backup.sh</c> and <c>deploy/restore.sh</c>.</summary>
public sealed class When_a_backup_is_restored(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_hold_every_post_and_go_on_with_those_that_were_open()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("models"));
        await File.WriteAllTextAsync(folder.In("models/promoted"), "5", TestContext.Current.CancellationToken);
        var former = await postgres.CreateDatabaseAsync();
        await using (var gateway = await GatewayHost.StartAsync(
            former, others => others.Predict = command => command.Text == "open" ? [] : [Answers.To(command)]))
        {
            foreach (var id in (string[])["done", "open"])
                (await gateway.PostJsonAsync("/v1/posts", new { id, text = id })).EnsureSuccessStatusCode();
            await gateway.UntilAsync("/v1/posts/done", post => post.GetProperty("state").GetString() == "tagged");

            // While the gateway runs.
            await RunAsync("backup.sh", former, folder.In("backup"), folder.In("models"));
        }

        var restored = await postgres.CreateEmptyDatabaseAsync();
        await RunAsync("restore.sh", restored, folder.In("backup"), folder.In("models-restored"));
        await using var again = await GatewayHost.StartAsync(restored, others => others.Predict = command => [Answers.To(command)]);

        var done = await (await again.SendAsync(HttpMethod.Get, "/v1/posts/done")).JsonAsync();
        Assert.Equal("tagged", done.GetProperty("state").GetString());
        await again.UntilAsync("/v1/posts/open", post => post.GetProperty("state").GetString() == "tagged");
        Assert.Equal(2, await again.CountAsync("gateway.posts"));
        Assert.Equal("5", await File.ReadAllTextAsync(folder.In("models-restored/promoted"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Should_not_write_over_models()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("package"), "", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAnyAsync<Exception>(
            () => RunAsync("restore.sh", "Host=127.0.0.1;Database=none", folder.In("backup"), folder.In("")));

        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(string script, string database, params string[] arguments)
    {
        var named = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo(Repository.PathOf("deploy", script), arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["PGHOST"] = named.Host;
        start.Environment["PGPORT"] = named.Port.ToString(null, null);
        start.Environment["PGUSER"] = named.Username;
        start.Environment["PGDATABASE"] = named.Database;
        if (named.Passfile is { } passwords)
            start.Environment["PGPASSFILE"] = passwords;
        if (named.Password is { } password)
            start.Environment["PGPASSWORD"] = password;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
    }
}
