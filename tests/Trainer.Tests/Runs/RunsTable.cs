using Npgsql;

namespace Engram.Trainer.Tests.Runs;

/// <summary>Reads and changes rows of <c>models.runs</c> directly in PostgreSQL.</summary>
internal static class RunsTable
{
    public static Task AddAsync(string database, Guid id, string kind, string name, string experiment) =>
        ExecuteAsync(database, "insert into models.runs (id, kind, name, experiment) values ($1, $2, $3, $4)", id, kind, name, experiment);

    /// <summary>Expires the lease of a run.</summary>
    public static Task ExpireAsync(string database, Guid id) =>
        ExecuteAsync(database, "update models.runs set lease_until = now() - interval '1 second' where id = $1", id);

    public static async Task<(string State, string? Reason, int Attempts, string? Version)> ReadAsync(string database, Guid id) =>
        await FindAsync(database, id) ?? throw new InvalidOperationException($"There is no run {id}.");

    /// <summary>Returns null until the service has stored the run.</summary>
    public static async Task<(string State, string? Reason, int Attempts, string? Version)?> FindAsync(string database, Guid id)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select state, reason, attempts, version from models.runs where id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        if (!await reader.ReadAsync(TestContext.Current.CancellationToken))
            return null;
        return (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt32(2),
            reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    public static async Task<bool> ExistsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select to_regclass('models.runs') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Number of progress reports of a run so far.</summary>
    public static async Task<long> ReportsAsync(string database, Guid id) =>
        (long)(await ScalarAsync(database, "select coalesce(max(reports), 0) from models.runs where id = $1", id))!;

    /// <summary>Whether cancellation of the run is requested.</summary>
    public static async Task<bool> IsToEndAsync(string database, Guid id) =>
        (bool)(await ScalarAsync(database, "select cancel_requested from models.runs where id = $1", id))!;

    private static async Task<object?> ScalarAsync(string database, string sql, Guid id)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(string database, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
