using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>
/// A name that one process holds at a time: an advisory lock of PostgreSQL in a transaction that stays open, which a pooler leaves on one
/// connection. It ends with the connection, so with the process too.
/// </summary>
public sealed class NamedLock : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private NamedLock(NpgsqlConnection connection, NpgsqlTransaction transaction) => (Connection, _transaction) = (connection, transaction);

    /// <summary>The connection that holds the name; the name is lost with it.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes a name; null when another holds it.</summary>
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
        // Not left to the pool, which resets a connection only when it is used again.
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
