using Engram.Messaging.Database;
using Npgsql;

namespace Engram.Gateway.Sources;

/// <summary>The exclusive right of one gateway to follow a source.</summary>
internal sealed class SourceLease : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly NamedLock _lock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;

    private SourceLease(NamedLock held)
    {
        _lock = held;
        _keeping = KeepAsync();
    }

    /// <summary>Canceled when the connection is lost: another gateway may hold the lease by now.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lease of a source; null if another gateway holds it.</summary>
    public static async Task<SourceLease?> TryTakeAsync(DirectDatabase database, string source, CancellationToken cancellationToken) =>
        await NamedLock.TryTakeAsync(database, "source:" + source, cancellationToken) is { } held ? new SourceLease(held) : null;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping;
        await _lock.DisposeAsync();
        _ending.Dispose();
        _lost.Dispose();
    }

    // Ping: a half-open connection fails only when it is used.
    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Heartbeat, _ending.Token);
                await using var speak = new NpgsqlCommand("select 1", _lock.Connection);
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
