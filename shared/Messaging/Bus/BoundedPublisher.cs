using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>
/// Publishes that end, also when the broker dies under them. By itself a publish that is in flight then never ends, whatever its token
/// says, and MassTransit takes up a queue again only when all its handlers have ended: one <c>context.Publish</c> would hold the queue for
/// ever.
/// </summary>
public sealed class BoundedPublisher(IBus bus, TimeProvider clock)
{
    // Longer than a handler pauses before it tries again.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _firstTimeout;
    private long _lastTimeout;

    /// <summary>Time from the first to the last publish that ran out of time of late, with none between them that the broker confirmed, and
    /// none since.</summary>
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
    /// <param name="limit">Longest wait. What is still under way then is left behind, and may yet arrive.</param>
    /// <param name="messageId">Null: a new one.</param>
    /// <exception cref="TimeoutException">No confirm came within <paramref name="limit"/>.</exception>
    /// <exception cref="MessageReturnedException">No queue takes the message.</exception>
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

    /// <summary>Forgets the publishes that ran out of time: the broker has answered another, or was known to be away.</summary>
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
