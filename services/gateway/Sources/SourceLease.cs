using Engram.Delivery;
using Npgsql;

namespace Engram.Gateway.Sources;

/// <summary>The right to follow a source, which one gateway has: a lock of the database in a transaction that stays open, which also a
/// pooler gives one connection. It ends with the connection, so with the process too.</summary>
internal sealed class SourceLease : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _lock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;

    private SourceLease(NpgsqlConnection connection, NpgsqlTransaction held)
    {
        (_connection, _lock) = (connection, held);
        _keeping = KeepAsync();
    }

    /// <summary>Is cancelled when the connection is lost: another gateway may have the right by now.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the right to follow a source; null when another has it.</summary>
    public static async Task<SourceLease?> TryTakeAsync(DirectDatabase database, string source, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var held = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = "source:" + source });
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
                return new SourceLease(connection, held);
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
        // Not left to the pool, which resets a connection only when it is used again.
        await _lock.DisposeAsync();
        await _connection.DisposeAsync();
        _ending.Dispose();
        _lost.Dispose();
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
