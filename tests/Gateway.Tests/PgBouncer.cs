using System.Diagnostics;
using Engram.DevServers;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests;

/// <summary>A private PgBouncer in transaction pooling mode.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly Process _process;
    private readonly string _directory;

    private PgBouncer(Process process, string directory, string connectionString) =>
        (_process, _directory, ConnectionString) = (process, directory, connectionString);

    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Connection string of the database, through the pooler.</summary>
    public string ConnectionString { get; }

    public static async Task<PgBouncer> StartAsync(PrivatePostgres server)
    {
        var port = FreePort.Find(1)[0];
        var directory = Path.Combine("/var/tmp", "engram-pgbouncer-" + Guid.NewGuid().ToString("N")[..8]);
        PrivateFile.CreateDirectory(directory);
        var password = File.ReadLines(server.PasswordFile).First().Split(':')[^1];
        var configuration = Path.Combine(directory, "pgbouncer.ini");
        await PrivateFile.WriteAsync(
            configuration,
            $"""
             [databases]
             postgres = host=127.0.0.1 port={server.Port} dbname=postgres user=engram password={password}
             [pgbouncer]
             listen_addr = 127.0.0.1
             listen_port = {port}
             unix_socket_dir =
             auth_type = any
             pool_mode = transaction
             max_client_conn = 300
             default_pool_size = 20
             ignore_startup_parameters = extra_float_digits,search_path,options

             """,
            TestContext.Current.CancellationToken);
        // PgBouncer refuses to run as root.
        var process = Process.Start("/bin/sh", [
            "-c",
            "[ \"$(id -u)\" != 0 ] || { chown -R postgres \"$2\"; "
                + "exec setpriv --reuid=postgres --regid=postgres --clear-groups -- \"$1\" -q \"$3\"; }; "
                + "exec \"$1\" -q \"$3\"",
            "sh", Program, directory, configuration,
        ]);
        var pooled = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = "engram", Database = "postgres",
            MaxPoolSize = 50, NoResetOnClose = true };
        var pooler = new PgBouncer(process, directory, pooled.ConnectionString);
        await Eventually.HoldsAsync(() => !FreePort.IsFree(port) || process.HasExited, "the pooler listens");
        Assert.False(process.HasExited);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        Signals.Kill(_process.Id);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
