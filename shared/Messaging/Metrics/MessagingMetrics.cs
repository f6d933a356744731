using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Engram.Hosting;

namespace Engram.Messaging.Metrics;

/// <summary>Meter <c>Engram.Messaging</c>: what waits for this service in queues and outboxes, and how long. Only the last samples are
/// kept, so reading them asks neither broker nor database.</summary>
internal sealed class MessagingMetrics
{
    /// <summary>Most messages of an outbox that are counted: counting millions of rows would slow a database that is behind
    /// already.</summary>
    public const int MostOutboxMessages = 100_000;

    private readonly TimeProvider _time;
    private readonly Histogram<double> _waits;
    private readonly ConcurrentDictionary<string, QueueCount> _counts = new();
    private readonly ConcurrentDictionary<string, LastWait> _lastWaits = new();
    private readonly ConcurrentDictionary<string, OutboxCount> _outboxes = new();

    public MessagingMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create("Engram.Messaging");
        _waits = meter.CreateDurations("engram.queue.wait", "Time from a message's sending to the start of its handling");
        meter.CreateObservableUpDownCounter(
            "engram.queue.messages", () => PerQueue(_counts, count => count.Messages), "{message}",
            "Messages in the queue that no consumer has fetched");
        meter.CreateObservableUpDownCounter(
            "engram.queue.consumers", () => PerQueue(_counts, count => count.Consumers), "{consumer}", "Replicas that read the queue");
        meter.CreateObservableUpDownCounter(
            "engram.dead_letters", DeadLetters, "{message}",
            "Messages that could not be handled, by the queue they came from and why: error, dead (delivered too often), skipped");
        meter.CreateObservableGauge(
            "engram.queue.oldest_age", () => _lastWaits.Keys.Select(queue => Of(AgeOf(queue), ("queue", queue))), "s",
            "Age of the oldest message of the queue: that of the one taken last, and longer while others wait");
        meter.CreateObservableUpDownCounter(
            "engram.outbox.messages", () => _outboxes.Select(outbox => Of(outbox.Value.Messages, ("schema", outbox.Key))), "{message}",
            $"Messages that wait to be published; at most {MostOutboxMessages} are counted");
        meter.CreateObservableGauge(
            "engram.outbox.oldest_age", () => _outboxes.Select(outbox => Of(outbox.Value.OldestSeconds, ("schema", outbox.Key))), "s",
            "Time for which the oldest message of the outbox has been due");
    }

    public void Waited(string queue, TimeSpan wait)
    {
        var seconds = Math.Max(0, wait.TotalSeconds);
        _waits.Record(seconds, new KeyValuePair<string, object?>("queue", queue));
        _lastWaits[queue] = new LastWait(seconds, _time.GetTimestamp());
    }

    public void Counted(string queue, QueueCount count) => _counts[queue] = count;

    /// <summary>Drops the counts of queues: without a broker they are unknown.</summary>
    public void ForgetQueues() => _counts.Clear();

    public void Counted(string schema, OutboxCount count) => _outboxes[schema] = count;

    public (long Messages, double OldestSeconds)? OutboxOf(string schema) =>
        _outboxes.TryGetValue(schema, out var count) ? (count.Messages, count.OldestSeconds) : null;

    private IEnumerable<Measurement<long>> DeadLetters() =>
        from queue in _counts
        from kept in queue.Value.DeadLetters
        select new Measurement<long>(
            kept.Value, new KeyValuePair<string, object?>("queue", queue.Key), new KeyValuePair<string, object?>("kind", kept.Key));

    private double AgeOf(string queue)
    {
        if (!_lastWaits.TryGetValue(queue, out var last))
            return 0;
        var since = _time.GetElapsedTime(last.TakenAt).TotalSeconds;
        // Without a count, as in memory, what was taken last is all that is known.
        return !_counts.TryGetValue(queue, out var count) ? last.Seconds : count.Messages > 0 ? last.Seconds + since : 0;
    }

    private static IEnumerable<Measurement<long>> PerQueue(
        ConcurrentDictionary<string, QueueCount> counts, Func<QueueCount, long> valueOf) =>
        counts.Select(queue => Of(valueOf(queue.Value), ("queue", queue.Key)));

    private static Measurement<T> Of<T>(T value, (string Name, string Value) tag)
        where T : struct =>
        new(value, new KeyValuePair<string, object?>(tag.Name, tag.Value));

    private sealed record LastWait(double Seconds, long TakenAt);
}

/// <summary>What a queue and its dead-letter queues held when they were counted.</summary>
internal sealed record QueueCount(long Messages, long Consumers, IReadOnlyDictionary<string, long> DeadLetters);

/// <summary>What an outbox held when it was counted.</summary>
internal sealed record OutboxCount(long Messages, double OldestSeconds);
