namespace Engram.Messaging.Metrics;

/// <summary>The outbox of this service, as it was last counted.</summary>
public sealed class WaitingOutbox
{
    private readonly MessagingMetrics _metrics;

    internal WaitingOutbox(MessagingMetrics metrics) => _metrics = metrics;

    /// <summary>Messages that wait to be published, at most <see cref="MessagingMetrics.MostOutboxMessages"/>, and seconds for which the
    /// oldest has been due; null before the first count.</summary>
    public (long Messages, double OldestSeconds)? Of(string schema) => _metrics.OutboxOf(schema);
}
