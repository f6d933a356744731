namespace Engram.Cli.DeadLetters;

/// <summary>A message that its consumer could not handle, as the broker keeps it.</summary>
/// <param name="MessageId">Identity of the message; its replay carries the same one.</param>
/// <param name="Queue">Queue it lies in now.</param>
/// <param name="Endpoint">Queue it could not be handled from, to which a replay sends it.</param>
/// <param name="MessageType">Contract, for example <c>PredictKeyphrases</c>; null when the message names none.</param>
/// <param name="Reason">What the consumer threw, or why the broker gave up; null when the message does not say.</param>
/// <param name="FailedAt">When it failed, as the consumer wrote it; null when the message does not say.</param>
/// <param name="StackTrace">Where the consumer threw; null when the message does not say.</param>
/// <param name="Body">The message as it was sent: JSON in MassTransit's envelope.</param>
public sealed record DeadLetter(
    string MessageId, string Queue, string Endpoint, string? MessageType, string? Reason, string? FailedAt, string? StackTrace, string Body);

/// <summary>How many dead letters lie in one queue.</summary>
/// <param name="Queue">Queue that holds them.</param>
/// <param name="Endpoint">Queue they could not be handled from.</param>
/// <param name="Messages">Messages ready in it.</param>
public sealed record DeadLetterQueue(string Queue, string Endpoint, uint Messages);
