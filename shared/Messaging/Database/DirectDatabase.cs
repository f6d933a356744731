using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>
/// Connections for what outlasts a transaction or belongs to one connection: notifications, and locks that are held while other connections
/// work. They have a pool of their own, so that who holds one never waits for another of its kind. A pooler that lends connections by
/// transaction (PgBouncer) loses notifications: <c>ConnectionStrings__Notifications</c> then names the server itself.
/// </summary>
public sealed class DirectDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
