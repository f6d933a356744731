using System.Diagnostics;
using Engram.TestKit;
using Npgsql;

namespace Engram.PrivateServers.Tests;

public sealed class When_a_private_postgres_is_started
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_leave_nothing_behind_when_it_is_temporary()
    {
        var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        Assert.Equal(1, await ScalarAsync(server, "select 1"));

        await server.DisposeAsync();

        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync(server, "select 1"));
        Assert.False(Directory.Exists(server.Directory));
    }

    [Fact]
    public async Task Should_find_what_an_earlier_run_kept_even_if_that_run_was_killed()
    {
        var directory = Path.Combine("/var/tmp", "engram-kept-" + Guid.NewGuid().ToString("N"));
        try
        {
            await using (var first = await PrivatePostgres.StartKeptAsync(directory, Cancellation))
                await ScalarAsync(first, "create table kept as select 7 as seven; select 1");

            // A run that is killed with all it started, by hand or by a power cut.
            var killed = await PrivatePostgres.StartKeptAsync(directory, Cancellation);
            Assert.Equal(7, await ScalarAsync(killed, "select seven from kept"));
            Keepers.Kill(directory);

            await using var next = await PrivatePostgres.StartKeptAsync(directory, Cancellation);
            Assert.Equal(7, await ScalarAsync(next, "select seven from kept"));
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(killed, "select 1"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Should_wait_for_a_run_that_still_stops()
    {
        var directory = Path.Combine("/var/tmp", "engram-kept-" + Guid.NewGuid().ToString("N"));
        try
        {
            var first = await PrivatePostgres.StartKeptAsync(directory, Cancellation);
            var starting = PrivatePostgres.StartKeptAsync(directory, Cancellation);
            Assert.Equal(1, await ScalarAsync(first, "select 1"));
            await first.DisposeAsync();

            await using var next = await starting;
            Assert.Equal(1, await ScalarAsync(next, "select 1"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Should_stop_after_those_who_use_it()
    {
        var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        using var user = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "sleep 1; test -f \"$1/data/postmaster.pid\" && echo there", "sh", server.Directory]) { RedirectStandardOutput = true })!;
        server.KeepFor(user.Id);
        await server.DisposeAsync();

        Assert.Equal("there", await user.StandardOutput.ReadLineAsync(Cancellation));
        Assert.False(Directory.Exists(server.Directory));
    }

    [Fact]
    public async Task Should_stop_when_the_shell_that_would_do_it_was_killed()
    {
        var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        Keepers.Kill(server.Directory);
        await server.DisposeAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(server, "select 1"));
        Assert.False(Directory.Exists(server.Directory));
    }

    [Fact]
    public async Task Should_end_well_after_it_was_killed()
    {
        var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        await KillAsync(server);
        await server.DisposeAsync();
        Assert.False(Directory.Exists(server.Directory));
    }

    [Fact]
    public async Task Should_be_started_again_when_it_was_killed_under_supervision()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        await ScalarAsync(server, "create table kept as select 7 as seven; select 1");
        using var stop = new CancellationTokenSource();
        var deaths = 0;
        var supervision = server.SuperviseAsync(fault => deaths += fault == "It was killed, or broke down." ? 1 : 0, stop.Token);

        for (var killed = 1; killed <= 2; killed++)
        {
            await KillAsync(server);
            await Eventually.HoldsAsync(() => Volatile.Read(ref deaths) == killed, "its death is told");
            await Eventually.HoldsAsync(() => IsThereAsync(server), "the server answers again");
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => supervision);
    }

    private static async Task KillAsync(PrivatePostgres server) =>
        Signals.Kill(await ScalarAsync(server, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"));

    private static async Task<bool> IsThereAsync(PrivatePostgres server)
    {
        try
        {
            return await ScalarAsync(server, "select seven from kept") == 7;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Should_keep_what_was_committed_over_a_crash()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        await ScalarAsync(server, "create table kept as select 7 as seven; select 1");

        await server.CrashAsync(Cancellation);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(server, "select seven from kept"));
        await server.RestartAsync(Cancellation);

        Assert.Equal(7, await ScalarAsync(server, "select seven from kept"));
    }

    private static async Task<int> ScalarAsync(PrivatePostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false;Timeout=3");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
