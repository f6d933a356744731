namespace Engram.ApiContracts;

/// <summary>What waits in the system.</summary>
public sealed record BacklogResource
{
    /// <summary>Each kind of work, from its arrival to its result.</summary>
    public required IReadOnlyList<WaitingWork> Work { get; init; }

    /// <summary>Messages of the gateway that wait to be published.</summary>
    public required WaitingMessages Outbox { get; init; }

    /// <summary>Queues of all services whose consumers have run; empty when the transport keeps none, or the broker is away.</summary>
    public required IReadOnlyList<WaitingQueue> Queues { get; init; }

    /// <summary>Why there are no queues; null when there are.</summary>
    public required string? NoQueues { get; init; }
}

/// <summary>One kind of work.</summary>
/// <param name="Kind">Posts, questions or recommendations.</param>
/// <param name="OldestSeconds">Age of the oldest unfinished one that counts.</param>
/// <param name="MaxSeconds">Age above which new ones are refused.</param>
public sealed record WaitingWork(string Kind, double OldestSeconds, double MaxSeconds);

/// <summary>Messages that wait.</summary>
/// <param name="Messages">How many; counted up to 100,000.</param>
/// <param name="OldestSeconds">How long the oldest has been due.</param>
public sealed record WaitingMessages(long Messages, double OldestSeconds);

/// <summary>A queue of a service.</summary>
/// <param name="Name">Name of the queue.</param>
/// <param name="Messages">Messages that no consumer has fetched.</param>
/// <param name="Consumers">Replicas that read the queue; none is bad while messages wait.</param>
public sealed record WaitingQueue(string Name, long Messages, long Consumers);
