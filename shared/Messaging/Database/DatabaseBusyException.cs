namespace Engram.Messaging.Database;

/// <summary>The database works, but its backlog is longer than it can serve within
/// <see cref="DeliveryOptions.MaxConnectionWait"/>.</summary>
public sealed class DatabaseBusyException(TimeSpan waited) : TimeoutException(
    $"No connection to the database was free for {waited.TotalSeconds:0.#} s.")
{
    public TimeSpan Waited => waited;
}
