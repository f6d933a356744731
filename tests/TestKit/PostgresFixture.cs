using Npgsql;
using Xunit;

namespace Engram.TestKit;

/// <summary>One PostgreSQL per test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>). Each test creates its own
/// database. A test that crashes or halts its server starts its own <see cref="DevServers.PrivatePostgres"/>.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private TestServer? _postgres;
    private int _databases;

    private TestServer Postgres => _postgres ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync()
    {
        _postgres = await TestServers.FromEnvironment().StartPostgresAsync();
        // With hundreds of databases it would start several workers a second, each for a database that no test uses any more.
        await AdministerAsync("alter system set autovacuum = off");
        await AdministerAsync("select pg_reload_conf()");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.Server.DisposeAsync();
    }

    /// <summary>Creates an empty database and returns its owner's connection string. On a private server the owner is not a
    /// superuser.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        // Long timeouts: services give up on a slow database after seconds, and a machine busy with tests is slow.
        var owner = new NpgsqlConnectionStringBuilder(Postgres.Address)
        {
            Database = name, MaxPoolSize = 20, Timeout = 60, CommandTimeout = 60,
        };
        await AdministerAsync($"create database {name} owner {owner.Username}");
        return owner.ConnectionString;
    }

    private async Task AdministerAsync(string sql)
    {
        await using var admin = new NpgsqlConnection(Postgres.Administrator);
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }
}
