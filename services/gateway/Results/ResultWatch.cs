using Engram.Hosting;
using Engram.Messaging;
using Engram.Messaging.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Gateway.Results;

/// <summary>
/// Lets a request wait for a result. PostgreSQL notifies every gateway of each result, so waiting requests do not poll. While notifications
/// do not arrive (for example behind a pooler that lends connections by transaction), one query per interval checks all awaited results.
/// </summary>
public sealed class ResultWatch(
    NpgsqlDataSource database, DirectDatabase direct, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ResultWatch> logger)
    : BackgroundService
{
    private const string Channel = "results_gateway"; // the schema's triggers notify this channel
    private const string Greeting = "is-heard:"; // no result has this as its id

    // More than come between the storing of a post and its watch.
    private const int RecentResults = 16_384;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestGreeting = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<TaskCompletionSource>> _waiting = [];
    private readonly HashSet<Guid> _recent = [];
    private readonly Queue<Guid> _recentInOrder = new();
    private volatile bool _isHearing;
    private volatile bool _isDeaf;

    /// <summary>Whether the last test found that notifications do not arrive.</summary>
    public bool IsDeaf => _isDeaf;

    /// <summary>Reads the result until it is finished or the time is up; returns what it read last.</summary>
    /// <param name="id">What the result is notified by.</param>
    /// <param name="read">Reads the result.</param>
    /// <param name="isFinished">Whether what was read is the result.</param>
    /// <param name="longest">Longest wait; nothing is awaited if it is zero.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="fresh">What is known since a moment: stands for the first reading. Null if nothing is.</param>
    public async Task<T> UntilAsync<T>(
        Guid id, Func<CancellationToken, Task<T>> read, Func<T, bool> isFinished, TimeSpan longest, CancellationToken cancellationToken,
        T? fresh = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Watch before reading, so that a result which arrives in between is not missed.
            var (signal, stop) = longest > TimeSpan.Zero ? Watch(id) : (Task.CompletedTask, null);
            using (stop)
            {
                var result = fresh is not null && !MayBeStale(id) ? fresh : await read(cancellationToken);
                fresh = default;
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RetryLoop.RunAsync(ListenAsync, Pause, fault => Log.WatchInterrupted(logger, fault), stoppingToken),
        RetryLoop.RunAsync(PollAsync, Pause, fault => Log.WatchInterrupted(logger, fault), stoppingToken));

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await direct.OpenConnectionAsync(cancellationToken);
        var greeting = "";
        var isGreeted = false;
        connection.Notification += (_, notification) =>
        {
            if (Guid.TryParse(notification.Payload, out var id))
                Signal(id);
            else if (notification.Payload == greeting)
                isGreeted = true;
        };
        try
        {
            await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                await listen.ExecuteNonQueryAsync(cancellationToken);
            while (true)
            {
                (greeting, isGreeted) = (Greeting + Guid.NewGuid(), false);
                await NotifyAsync(greeting, cancellationToken);
                await ListenAsync(connection, LongestGreeting, () => isGreeted, cancellationToken);
                Note(isGreeted);
                // Wake all waiters to read again: results may have arrived while nobody listened.
                SignalAll();
                await ListenAsync(connection, Heartbeat, () => false, cancellationToken);
            }
        }
        finally
        {
            _isHearing = false;
        }
    }

    /// <summary>Notifies ourselves from another connection. The notification does not arrive if the listening connection broke silently, or
    /// if a pooler lent it to others.</summary>
    private async Task NotifyAsync(string greeting, CancellationToken cancellationToken)
    {
        await using var notify = database.CreateCommand("select pg_notify($1, $2)");
        notify.Parameters.Add(new NpgsqlParameter { Value = Channel });
        notify.Parameters.Add(new NpgsqlParameter { Value = greeting });
        await notify.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ListenAsync(NpgsqlConnection connection, TimeSpan longest, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        // Npgsql counts whole milliseconds, and waits for ever if there are none.
        while (!isEnough() && longest - time.GetElapsedTime(began) is { TotalMilliseconds: >= 1 } left)
            await connection.WaitAsync(left, cancellationToken);
    }

    private void Note(bool isHearing)
    {
        if (_isDeaf && isHearing)
            Log.NotificationsCome(logger);
        if (!_isDeaf && !isHearing)
            Log.NotificationsMissing(logger, options.Value.ResultPollInterval);
        (_isHearing, _isDeaf) = (isHearing, !isHearing);
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.ResultPollInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var awaited = _isHearing ? [] : Awaited();
            if (awaited.Length > 0)
                await SignalFinishedAsync(awaited, cancellationToken);
        }
    }

    // Finds the same results that the triggers notify.
    private async Task SignalFinishedAsync(Guid[] awaited, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select id from gateway.posts where id = any($1) and due_at is null
            union all select id from gateway.questions where id = any($1) and due_at is null
            union all select id from gateway.recommendations where id = any($1) and due_at is null
            union all select id from gateway.trainings where id = any($1) and due_at is null
            union all select import_id from gateway.import_chunks where import_id = any($1)
            group by import_id having bool_and(due_at is null)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = awaited });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            Signal(reader.GetGuid(0));
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

    private Guid[] Awaited()
    {
        lock (_lock)
            return [.. _waiting.Keys];
    }

    /// <summary>Whether a result may have come since a moment ago.</summary>
    private bool MayBeStale(Guid id)
    {
        lock (_lock)
            return !_isHearing || _recent.Contains(id);
    }

    private void Signal(Guid id)
    {
        lock (_lock)
        {
            if (_recent.Add(id))
                _recentInOrder.Enqueue(id);
            if (_recentInOrder.Count > RecentResults)
                _recent.Remove(_recentInOrder.Dequeue());
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
