using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>A name that one process holds at a time: a PostgreSQL advisory lock in an open transaction, which a pooler keeps on one
/// connection. The lock ends with the connection, and so with the process.</summary>
public sealed class NamedLock : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private NamedLock(NpgsqlConnection connection, NpgsqlTransaction transaction) => (Connection, _transaction) = (connection, transaction);

    /// <summary>The connection that holds the lock; if it breaks, the lock is lost.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes the lock; null when another process holds it.</summary>
    public static async Task<NamedLock?> TryTakeAsync(DirectDatabase database, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        var connection = await database.OpenConnectionAsync(cancellationToken);
        var isTaken = false;
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            isTaken = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
            return isTaken ? new NamedLock(connection, transaction) : null;
        }
        finally
        {
            if (!isTaken)
                await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Explicitly: the pool resets a connection only when it is used again, so the lock would outlive its holder.
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
