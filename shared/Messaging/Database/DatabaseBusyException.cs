namespace Engram.Messaging.Database;

/// <summary>The database works, but more wait for it than it serves in the time allowed (<see
/// cref="DeliveryOptions.MaxConnectionWait"/>).</summary>
public sealed class DatabaseBusyException(TimeSpan waited) : TimeoutException(
    $"No connection to the database was free for {waited.TotalSeconds:0.#} s.")
{
    public TimeSpan Waited => waited;
}
