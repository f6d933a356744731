namespace Engram.ApiContracts.DeadLetters;

/// <summary>A message that its consumer could not handle.</summary>
public record DeadLetterSummary
{
    /// <summary>Its name in URLs, within its group.</summary>
    public required string Id { get; init; }

    /// <summary>Id by which consumers recognize the message; a replay keeps it.</summary>
    public required string MessageId { get; init; }

    /// <summary>Contract, for example <c>PredictKeyphrases</c>; null when the message does not state it.</summary>
    public required string? MessageType { get; init; }

    /// <summary>Message of the exception, or why the broker gave up.</summary>
    public required string? Reason { get; init; }

    public required DateTimeOffset? FailedAt { get; init; }

    /// <summary>How often it was replayed.</summary>
    public required int Replays { get; init; }

    /// <summary>Why no consumer can ever read its body, so that it is not replayed; null when one may.</summary>
    public required string? Unreadable { get; init; }

    /// <summary>Length of the body in bytes.</summary>
    public required int BodyBytes { get; init; }
}

/// <summary>A message that its consumer could not handle, with all it holds.</summary>
public sealed record DeadLetterResource : DeadLetterSummary
{
    /// <summary>Name of its group.</summary>
    public required string Group { get; init; }

    public required string Queue { get; init; }

    /// <summary>Queue whose consumer could not handle it; a replay sends it there.</summary>
    public required string Endpoint { get; init; }

    public required string? Exception { get; init; }

    public required string? StackTrace { get; init; }

    /// <summary>Headers that are not shown by themselves.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as sent, at most its first MiB; base64 when it is not UTF-8.</summary>
    public required string Body { get; init; }
}

/// <summary>What a replay, or discarding, did.</summary>
/// <param name="Moved">Messages that were sent back, or discarded.</param>
/// <param name="Stayed">Messages that stay, and why; at most 100 of them.</param>
/// <param name="StayedCount">How many stay.</param>
public sealed record MovedDeadLetters(int Moved, IReadOnlyList<StayingDeadLetter> Stayed, int StayedCount);

/// <summary>A message that could not be moved.</summary>
public sealed record StayingDeadLetter(string MessageId, string Reason);
