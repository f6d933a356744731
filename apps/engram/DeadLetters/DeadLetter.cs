namespace Engram.Cli.DeadLetters;

/// <summary>A message that its consumer could not handle, as the broker keeps it.</summary>
/// <param name="MessageId">Identity of the message; its replay carries the same one. Empty when it has none.</param>
/// <param name="Queue">Queue it lies in now.</param>
/// <param name="Endpoint">Queue it could not be handled from, to which a replay sends it.</param>
/// <param name="MessageType">Contract, for example <c>PredictKeyphrases</c>; null when the message names none.</param>
/// <param name="Reason">What the consumer threw, or why the broker gave up; null when the message does not say.</param>
/// <param name="FailedAt">When it failed, as the consumer wrote it; null when the message does not say.</param>
/// <param name="StackTrace">Where the consumer threw; null when the message does not say.</param>
/// <param name="Unreadable">Why no consumer can ever read its body, so that it is not
/// replayed; null: it is JSON in MassTransit's envelope.</param>
/// <param name="BodyBytes">Length of the body.</param>
/// <param name="Body">The message as it was sent, its beginning where it is long; in Base64 where it is not UTF-8.</param>
public sealed record DeadLetter(
    string MessageId, string Queue, string Endpoint, string? MessageType, string? Reason, string? FailedAt, string? StackTrace,
    string? Unreadable, int BodyBytes, string Body);

/// <summary>A dead letter that stays where it is though it was to be replayed.</summary>
/// <param name="MessageId">Identity of the message.</param>
/// <param name="Queue">Queue it lies in.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedLetter(string MessageId, string Queue, string Reason);

/// <summary>What became of the dead letters that were to be replayed.</summary>
public sealed record Replay(IReadOnlyList<DeadLetter> Sent, IReadOnlyList<SkippedLetter> Skipped);

/// <summary>How many dead letters lie in one queue.</summary>
/// <param name="Queue">Queue that holds them.</param>
/// <param name="Endpoint">Queue they could not be handled from.</param>
/// <param name="Messages">Messages ready in it.</param>
public sealed record DeadLetterQueue(string Queue, string Endpoint, uint Messages);
