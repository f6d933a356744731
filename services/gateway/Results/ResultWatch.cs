using Engram.Gateway.Data;
using Npgsql;

namespace Engram.Gateway.Results;

/// <summary>
/// Lets a request wait for a result. PostgreSQL tells every gateway of each result by notification, whichever gateway took the message, so
/// that no waiting request asks the database again and again.
/// </summary>
public sealed class ResultWatch(NpgsqlDataSource database, TimeProvider time, ILogger<ResultWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<TaskCompletionSource>> _waiting = [];

    /// <summary>Reads until the result is finished or the time is over; returns what was read last.</summary>
    public async Task<T> UntilAsync<T>(
        Guid id, Func<CancellationToken, Task<T>> read, Func<T, bool> isFinished, TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Watched before it is read: a result that comes between the two is not missed.
            var (signal, stop) = longest > TimeSpan.Zero ? Watch(id) : (Task.CompletedTask, null);
            using (stop)
            {
                var result = await read(cancellationToken);
                var left = longest - time.GetElapsedTime(started);
                if (isFinished(result) || left <= TimeSpan.Zero)
                    return result;
                try
                {
                    await signal.WaitAsync(left, time, cancellationToken);
                }
                catch (TimeoutException)
                {
                    return await read(cancellationToken);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Log.WatchInterrupted(logger, e);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (Guid.TryParse(notification.Payload, out var id))
                Signal(id);
        };
        await using (var listen = new NpgsqlCommand($"listen results_{GatewayDb.Schema}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        // What came while nobody listened is found by looking.
        SignalAll();
        while (true)
        {
            if (await connection.WaitAsync(Heartbeat, cancellationToken))
                continue;
            // A connection that broke without a word is noticed by speaking.
            await using var speak = new NpgsqlCommand("select 1", connection);
            await speak.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private (Task Signal, IDisposable Stop) Watch(Guid id)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_waiting.TryGetValue(id, out var waiters))
                _waiting[id] = waiters = [];
            waiters.Add(waiter);
        }

        return (waiter.Task, new Watcher(this, id, waiter));
    }

    private void Forget(Guid id, TaskCompletionSource waiter)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(id, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiting.Remove(id);
        }
    }

    private void Signal(Guid id)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(id, out var waiters))
                waiters.ForEach(waiter => waiter.TrySetResult());
        }
    }

    private void SignalAll()
    {
        lock (_lock)
        {
            foreach (var waiter in _waiting.Values.SelectMany(waiters => waiters))
                waiter.TrySetResult();
        }
    }

    private sealed class Watcher(ResultWatch watch, Guid id, TaskCompletionSource waiter) : IDisposable
    {
        public void Dispose() => watch.Forget(id, waiter);
    }
}
