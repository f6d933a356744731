using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Database;

/// <summary>Bounds the connections that contexts use at once. A burst of work queues here for a connection: the pool's own timeout is the
/// connect timeout, which is too short for a queue and can't tell a busy database from a dead one.</summary>
internal sealed class ConnectionLimiter(IOptions<DeliveryOptions> options, TimeProvider time) : DbConnectionInterceptor, IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.25);

    private readonly DeliveryOptions _options = options.Value;
    private readonly SemaphoreSlim _permits = new(options.Value.MaxConnectionsInUse);
    private readonly ConditionalWeakTable<DbConnection, object> _holders = [];
    private long _lastHealthyReturn = time.GetTimestamp();

    /// <summary>Opens the connection itself, so that a failed open releases its permit.</summary>
    /// <exception cref="TimeoutException">No connection was returned within <see cref="DeliveryOptions.RequestTimeout"/>.</exception>
    /// <exception cref="DatabaseBusyException">Connections were returned, but the wait exceeded its limit.</exception>
    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await WaitAsync(cancellationToken);
        _holders.Add(connection, this);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch
        {
            Return(connection);
            throw;
        }

        return InterceptionResult.Suppress();
    }

    public override ValueTask<InterceptionResult> ConnectionClosingAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        NoteHealth(connection);
        return new(result);
    }

    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        NoteHealth(connection);
        return result;
    }

    public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Return(connection);
        return Task.CompletedTask;
    }

    public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Return(connection);

    public override Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Return(connection);
        return Task.CompletedTask;
    }

    public override void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Return(connection);

    public void Dispose() => _permits.Dispose();

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var entered = time.GetTimestamp();
        while (!await _permits.WaitAsync(LookInterval, cancellationToken))
        {
            if (time.GetElapsedTime(Math.Max(entered, Volatile.Read(ref _lastHealthyReturn))) > _options.RequestTimeout)
                throw new TimeoutException("The database gives no connection back.");
            if (time.GetElapsedTime(entered) > _options.MaxConnectionWait)
                throw new DatabaseBusyException(_options.MaxConnectionWait);
        }
    }

    private void NoteHealth(DbConnection connection)
    {
        if (connection.State == ConnectionState.Open)
            Volatile.Write(ref _lastHealthyReturn, time.GetTimestamp());
    }

    private void Return(DbConnection connection)
    {
        if (_holders.Remove(connection))
            _permits.Release();
    }
}
