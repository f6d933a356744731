using Npgsql;
using Xunit;

namespace Engram.TestKit;

/// <summary>One PostgreSQL for a test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>); each test takes a
/// database of its own from it. A test that crashes or halts its server starts a <see cref="PrivateServers.PrivatePostgres"/> of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private TestServer? _postgres;
    private int _databases;

    private string Address => (_postgres ?? throw new InvalidOperationException("The fixture has not been started.")).Address;

    public async ValueTask InitializeAsync() => _postgres = await TestServers.FromEnvironment().StartPostgresAsync();

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.Server.DisposeAsync();
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var admin = new NpgsqlConnection(Address);
        await admin.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", admin);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Address) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }
}
