namespace Engram.Messaging.Outbox;

/// <summary>A message that waits to be published.</summary>
internal sealed class OutboxMessage
{
    public long Id { get; init; }

    /// <summary>Id under which it is published, every time it is tried; the inbox of a consumer knows it again.</summary>
    public required Guid MessageId { get; init; }

    public required string Type { get; init; }

    /// <summary>The message as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of the work that enqueued it.</summary>
    public string? TraceParent { get; init; }
}
