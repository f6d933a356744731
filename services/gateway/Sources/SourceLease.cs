using Npgsql;

namespace Engram.Gateway.Sources;

/// <summary>The right to follow a source, which one gateway has: a lock of the database on a connection of its own. It ends with the
/// connection, so with the process too.</summary>
internal sealed class SourceLease : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly string _key;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;

    private SourceLease(NpgsqlConnection connection, string key)
    {
        _connection = connection;
        _key = key;
        _keeping = KeepAsync();
    }

    /// <summary>Is cancelled when the connection is lost: another gateway may have the right by now.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the right to follow a source; null when another has it.</summary>
    public static async Task<SourceLease?> TryTakeAsync(NpgsqlDataSource database, string source, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        var key = "source:" + source;
        try
        {
            if (await AskAsync(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", key, cancellationToken))
                return new SourceLease(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping;
        try
        {
            // A connection that goes back to the pool keeps its locks until it is used again.
            if (!_lost.IsCancellationRequested)
                await AskAsync(_connection, "select pg_advisory_unlock(hashtextextended($1, 0))", _key, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The lock went with the connection.
        }

        await _connection.DisposeAsync();
        _ending.Dispose();
        _lost.Dispose();
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, string key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = key } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // A connection that broke silently fails only when it is used.
    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Heartbeat, _ending.Token);
                await using var speak = new NpgsqlCommand("select 1", _connection);
                await speak.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (NpgsqlException)
        {
            await _lost.CancelAsync();
        }
    }
}
