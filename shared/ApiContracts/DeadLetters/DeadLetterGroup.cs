namespace Engram.ApiContracts.DeadLetters;

/// <summary>Messages that failed in one queue, by one exception, at one place in the code.</summary>
public sealed record DeadLetterGroup
{
    /// <summary>Its name in URLs.</summary>
    public required string Id { get; init; }

    /// <summary>Queue that holds them.</summary>
    public required string Queue { get; init; }

    /// <summary>Queue whose consumer could not handle them; a replay sends them there.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Type of the exception; null when the broker gave up, or nothing takes messages of this type.</summary>
    public required string? Exception { get; init; }

    /// <summary>First method of Engram in the stack trace; null when there is none.</summary>
    public required string? Frame { get; init; }

    /// <summary>Why the last one failed.</summary>
    public required string? Reason { get; init; }

    public required int Count { get; init; }

    public required DateTimeOffset? FirstFailedAt { get; init; }

    public required DateTimeOffset? LastFailedAt { get; init; }
}

/// <summary>One page of the groups, by queue.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="Unread">Messages that were not looked at, because there are more than <c>Gateway:DeadLetters:MaxLettersRead</c>: groups
/// may be missing, and counts too small.</param>
public sealed record DeadLetterGroupPage(IReadOnlyList<DeadLetterGroup> Groups, string? Next, long Unread);

/// <summary>A group, and one page of its messages, the oldest first.</summary>
/// <param name="Group">The group.</param>
/// <param name="Letters">Its messages, without bodies.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="Unread">Messages of the queue that were not looked at.</param>
public sealed record DeadLetterPage(DeadLetterGroup Group, IReadOnlyList<DeadLetterSummary> Letters, string? Next, long Unread);
