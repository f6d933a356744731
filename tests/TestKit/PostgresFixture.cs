using Npgsql;
using Xunit;

namespace Engram.TestKit;

/// <summary>One PostgreSQL for a test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>); each test takes a
/// database of its own from it. A test that crashes or halts its server starts a <see cref="DevServers.PrivatePostgres"/> of its
/// own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private TestServer? _postgres;
    private int _databases;

    private TestServer Postgres => _postgres ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync() => _postgres = await TestServers.FromEnvironment().StartPostgresAsync();

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.Server.DisposeAsync();
    }

    /// <summary>Creates an empty database and returns its connection string: that of its
    /// owner, who is no superuser where the server is private.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        // A service gives up soon on a database that does not answer; on a machine that is busy with tests it is only slow.
        var owner = new NpgsqlConnectionStringBuilder(Postgres.Address)
        {
            Database = name, MaxPoolSize = 20, Timeout = 60, CommandTimeout = 60,
        };
        await using var admin = new NpgsqlConnection(Postgres.Administrator);
        await admin.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} owner {owner.Username}", admin);
        await create.ExecuteNonQueryAsync();
        return owner.ConnectionString;
    }
}
