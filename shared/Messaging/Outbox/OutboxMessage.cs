namespace Engram.Messaging.Outbox;

/// <summary>A message waiting to be published.</summary>
internal sealed class OutboxMessage
{
    public long Id { get; init; }

    /// <summary>Message id, the same on every retry, by which a consumer's inbox recognizes duplicates.</summary>
    public required Guid MessageId { get; init; }

    public required string Type { get; init; }

    /// <summary>The message as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of the work that enqueued it.</summary>
    public string? TraceParent { get; init; }
}
