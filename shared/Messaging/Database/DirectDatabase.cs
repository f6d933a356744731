using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>
/// Connections for work that outlasts a transaction or belongs to one connection: notifications and long-held locks. They have their own
/// pool, so that a holder never waits for its own kind. A transaction pooler (PgBouncer) loses notifications: set
/// <c>ConnectionStrings__Notifications</c> to the server itself.
/// </summary>
public sealed class DirectDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
