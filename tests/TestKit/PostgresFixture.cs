using Engram.PrivateServers;
using Npgsql;
using Xunit;

namespace Engram.TestKit;

/// <summary>One private PostgreSQL for a test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>); each test takes a
/// database of its own from it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PrivatePostgres? _server;
    private int _databases;

    public PrivatePostgres Server => _server ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync() => _server = await PrivatePostgres.StartTemporaryAsync();

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var admin = new NpgsqlConnection(Server.ConnectionString);
        await admin.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", admin);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }
}
