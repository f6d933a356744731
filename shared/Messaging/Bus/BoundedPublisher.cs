using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>
/// Publishes with a time limit that holds even when the broker dies. A plain publish in flight then never completes, even if cancelled, and
/// MassTransit resumes a queue only when all its handlers have ended: one <c>context.Publish</c> would block the queue forever.
/// </summary>
public sealed class BoundedPublisher(IBus bus, TimeProvider clock)
{
    // Longer than the longest pause between a handler's retries.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _firstTimeout;
    private long _lastTimeout;

    /// <summary>Time from the first to the last recent publish that timed out, provided that the broker confirmed none in between or
    /// since.</summary>
    public TimeSpan UnconfirmedTime
    {
        get
        {
            lock (_lock)
                return _firstTimeout is { } first && IsOfLate ? clock.GetElapsedTime(first, _lastTimeout) : TimeSpan.Zero;
        }
    }

    private bool IsOfLate => clock.GetElapsedTime(_lastTimeout) <= LongestPause;

    /// <summary>Publishes a message and waits for the broker's confirm.</summary>
    /// <param name="message">One of the contracts.</param>
    /// <param name="limit">Longest wait. A publish still in flight then is abandoned, and may yet arrive.</param>
    /// <param name="messageId">Null: a new id.</param>
    /// <exception cref="TimeoutException">No confirm came within <paramref name="limit"/>.</exception>
    /// <exception cref="MessageReturnedException">No queue is bound to the message's type.</exception>
    public async Task PublishAsync(object message, TimeSpan limit, Guid? messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            await bus.Publish(message, message.GetType(), context => context.MessageId = messageId ?? context.MessageId, timeout.Token)
                .WaitAsync(limit, cancellationToken);
            Forget();
        }
        catch (MessageReturnedException)
        {
            Forget();
            throw;
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            NoteTimeout();
            throw new TimeoutException($"The broker confirmed no {message.GetType().Name} within {limit.TotalSeconds:0.#} s.", e);
        }
    }

    /// <summary>Resets the timeout record: the broker has answered another publish, or is known to be unavailable.</summary>
    internal void Forget()
    {
        lock (_lock)
            _firstTimeout = null;
    }

    private void NoteTimeout()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (_firstTimeout is null || !IsOfLate)
                _firstTimeout = now;
            _lastTimeout = now;
        }
    }
}
