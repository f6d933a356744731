namespace Engram.Messaging.DeadLetters;

/// <summary>A message that its consumer could not handle, as stored by the broker.</summary>
/// <param name="MessageId">Message id, which a replay keeps; of a message without one, a name made from its body.</param>
/// <param name="Queue">Queue that holds it now.</param>
/// <param name="Endpoint">Queue whose consumer could not handle it; a replay sends it there.</param>
/// <param name="MessageType">Contract, for example <c>PredictKeyphrases</c>; null when the message does not state it.</param>
/// <param name="Reason">Exception message of the consumer, or the broker's reason for giving up; null when the message has neither.</param>
/// <param name="FailedAt">Time of the failure as written by the consumer; null when the message does not state it.</param>
/// <param name="ExceptionType">Type of the consumer's exception; null when the message does not state it.</param>
/// <param name="Frame">First method of Engram in the stack trace; null when there is none.</param>
/// <param name="Replays">How often it was replayed.</param>
/// <param name="StackTrace">Stack trace of the consumer's exception; null when the message has none.</param>
/// <param name="Unreadable">Why no consumer can ever read its body, so that it is not replayed; null: the body is JSON in MassTransit's
/// envelope.</param>
/// <param name="BodyBytes">Length of the body in bytes.</param>
/// <param name="Body">The body as sent, truncated when it is long; Base64 when it is not UTF-8.</param>
public sealed record DeadLetter(
    string MessageId, string Queue, string Endpoint, string? MessageType, string? Reason, string? FailedAt,
    string? ExceptionType, string? Frame, int Replays, string? StackTrace, string? Unreadable, int BodyBytes, string Body)
{
    /// <summary>Its other headers that are texts, numbers or truth values.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}

/// <summary>What a replay is to do with the letters of a queue.</summary>
/// <param name="Chosen">Selects letters.</param>
/// <param name="Body">Body to send instead of the letter's own; null: its own.</param>
public sealed record ReplayOrder(Func<DeadLetter, bool> Chosen, byte[]? Body = null);

/// <summary>A dead letter that was selected but stays in its queue.</summary>
/// <param name="MessageId">Message id.</param>
/// <param name="Queue">Queue that holds it.</param>
/// <param name="Reason">Why it was skipped.</param>
public sealed record SkippedLetter(string MessageId, string Queue, string Reason);

/// <summary>Result of a replay or of discarding.</summary>
public sealed record Replay(IReadOnlyList<DeadLetter> Sent, IReadOnlyList<SkippedLetter> Skipped);

/// <summary>What waits in a service's queue.</summary>
/// <param name="Queue">Queue that the service consumes from.</param>
/// <param name="Messages">Messages that no consumer has fetched.</param>
/// <param name="Consumers">Replicas that read the queue.</param>
public sealed record QueueDepth(string Queue, uint Messages, uint Consumers);

/// <summary>Number of dead letters in one queue.</summary>
/// <param name="Queue">Queue that holds them.</param>
/// <param name="Endpoint">Queue whose consumer could not handle them.</param>
/// <param name="Messages">Number of ready messages.</param>
public sealed record DeadLetterQueue(string Queue, string Endpoint, uint Messages);
