using Npgsql;
using Xunit;

namespace Engram.TestKit;

/// <summary>One PostgreSQL per test assembly (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>). Each test creates its own
/// database. A test that crashes or halts its server starts its own <see cref="DevServers.PrivatePostgres"/>.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Filled = "filled";

    private TestServer? _postgres;
    private int _databases;

    private TestServer Postgres => _postgres ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Fills the database that each test's own is a copy of, such as by starting the service once: hundreds of tests then need
    /// not create its schema. Null leaves them empty. An assembly sets it before its first test.</summary>
    public static Func<string, Task>? Fill { get; set; }

    public async ValueTask InitializeAsync()
    {
        _postgres = await TestServers.FromEnvironment().StartPostgresAsync();
        // With hundreds of databases it would start several workers a second, each for a database that no test uses any more.
        await AdministerAsync("alter system set autovacuum = off");
        await AdministerAsync("select pg_reload_conf()");
        if (Fill is null)
            return;
        var filled = await CreateAsync(Filled, "template1");
        // A database is copied only while nobody is connected to it.
        await Fill(new NpgsqlConnectionStringBuilder(filled) { Pooling = false }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.Server.DisposeAsync();
    }

    /// <summary>Creates a database and returns its owner's connection string. On a private server the owner is not a
    /// superuser.</summary>
    public Task<string> CreateDatabaseAsync() => CreateNextAsync(Fill is null ? "template1" : Filled);

    /// <summary>Creates a database that nothing has filled.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateNextAsync("template1");

    private Task<string> CreateNextAsync(string template) => CreateAsync($"test{Interlocked.Increment(ref _databases)}", template);

    private async Task<string> CreateAsync(string name, string template)
    {
        // Long timeouts: services give up on a slow database after seconds, and a machine busy with tests is slow.
        var owner = new NpgsqlConnectionStringBuilder(Postgres.Address)
        {
            Database = name, MaxPoolSize = 20, Timeout = 60, CommandTimeout = 60,
        };
        // Copied as files: logged block by block, which is the default, a database costs three times the processor time.
        await AdministerAsync($"create database {name} owner {owner.Username} template {template} strategy file_copy");
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
