using System.Diagnostics;
using Engram.TestKit;
using Npgsql;

namespace Engram.DevServers.Tests;

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

            // A run that is killed together with everything it started, by hand or by a power cut.
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
            new ProcessStartInfo(
                "/bin/sh", ["-c", "sleep 1; test -f \"$1/data/postmaster.pid\" && echo there", "sh",
                    server.Directory]) { RedirectStandardOutput = true })!;
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
        Signals.Kill(server.ProcessId);
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
        var supervision = server.SuperviseAsync(fault => deaths += fault == "It was killed, or broke down." ? 1 : 0, new LogLimits(),
            stop.Token);

        for (var killed = 1; killed <= 2; killed++)
        {
            Signals.Kill(server.ProcessId);
            await Eventually.HoldsAsync(() => Volatile.Read(ref deaths) == killed, "its death is told");
            await Eventually.HoldsAsync(() => IsThereAsync(server), "the server answers again");
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => supervision);
    }

    [Fact]
    public async Task Should_let_in_nobody_without_the_password()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        foreach (var host in (string[])["127.0.0.1", server.Directory])
        {
            foreach (var user in (string[])["engram", "postgres"])
            {
                var address = $"Host={host};Username={user};Port={server.Port};Database=postgres;Pooling=false";
                var refusal = await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(address, "select 1"));
                Assert.Contains("No password", refusal.Message, StringComparison.Ordinal);
                refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(address + ";Password=" + user, "select 1"));
                Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
            }
        }
    }

    [Fact]
    public async Task Should_give_its_user_the_database_and_nothing_more()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);

        Assert.Equal(7, await ScalarAsync(server,
            "create schema own; create table own.kept as select 7 as seven; select seven from own.kept"));
        const string rights = "rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls";
        Assert.Equal(0, await ScalarAsync(server, $"select ({rights})::int from pg_roles where rolname = current_user"));
        foreach (var forbidden in (string[])["create role another", "create database another", "copy (select 1) to program 'true'",
            "select pg_read_file('postmaster.pid')"])
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(server, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task Should_show_nobody_else_what_it_holds()
    {
        await using var server = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        var passwords = File.ReadLines(server.PasswordFile).Select(line => line.Split(':')[^1]).ToList();

        Assert.Equal(2, passwords.Distinct().Count());
        Assert.All(passwords, password => Assert.Matches("^[0-9a-f]{48}$", password));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Directory));
        Assert.All([server.PasswordFile, .. server.Logs], file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.All(passwords, password => Assert.DoesNotContain(password, server.ConnectionString, StringComparison.Ordinal));
        Assert.All(passwords, password => Assert.DoesNotContain(password, File.ReadAllText(server.Logs[0]), StringComparison.Ordinal));
        var arguments = File.ReadAllText($"/proc/{server.ProcessId}/cmdline");
        Assert.All(passwords, password => Assert.DoesNotContain(password, arguments, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_take_over_data_that_a_run_without_passwords_left()
    {
        var directory = Path.Combine("/var/tmp", "engram-kept-" + Guid.NewGuid().ToString("N"));
        try
        {
            await FormerServer.MakeAsync(directory, """
                create schema gateway;

                create table gateway.posts (id bigint generated always as identity primary key, name text);

                insert into gateway.posts (name) values ('kept');

                create view gateway.names as select name from gateway.posts;

                create sequence gateway.numbers;

                create function gateway.told() returns trigger language plpgsql as 'begin return null; end';

                create table public.schema_scripts (script text);

                """);
            await using (var server = await PrivatePostgres.StartKeptAsync(directory, Cancellation))
            {
                await Assert.ThrowsAnyAsync<NpgsqlException>(
                    () => ScalarAsync($"Host=127.0.0.1;Port={server.Port};Username=engram;Database=postgres;Pooling=false", "select 1"));
                Assert.Equal(1, await ScalarAsync(server, "select count(*)::int from gateway.names where name = 'kept'"));
                Assert.Equal(0, await ScalarAsync(server, "select (rolsuper)::int from pg_roles where rolname = current_user"));
                // Statements that the scripts of a later version could run.
                await ScalarAsync(server, """
                    alter table gateway.posts add column text text; alter sequence gateway.numbers restart; drop view gateway.names;
                    create or replace function gateway.told() returns trigger language plpgsql as 'begin return new; end';
                    create trigger told after insert on gateway.posts for each row execute function gateway.told();
                    insert into gateway.posts (name) values ('more');
                    drop table public.schema_scripts; create table public.schema_scripts (script text);
                    create schema memory; select 1
                    """);
            }

            await using var again = await PrivatePostgres.StartKeptAsync(directory, Cancellation);
            Assert.Equal(2, await ScalarAsync(again, "select count(*)::int from gateway.posts"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

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

    private static Task<int> ScalarAsync(PrivatePostgres server, string sql) =>
        ScalarAsync(server.ConnectionString + ";Pooling=false;Timeout=3", sql);

    private static async Task<int> ScalarAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation) is int number ? number : 0;
    }
}
