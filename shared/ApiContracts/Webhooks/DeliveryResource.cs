namespace Engram.ApiContracts.Webhooks;

/// <summary>One page of a webhook's deliveries, newest first.</summary>
/// <param name="Deliveries">The deliveries.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryResource> Deliveries, string? Next);

/// <summary>An event on its way to a webhook.</summary>
public sealed record DeliveryResource
{
    /// <summary>Header <c>webhook-id</c> of each attempt.</summary>
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    /// <summary>Id of the post, question or training.</summary>
    public required string About { get; init; }

    public required DeliveryState State { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>HTTP status of the last attempt; null when there was no answer.</summary>
    public required int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public required string? LastFault { get; init; }

    /// <summary>When the next attempt is due; null when there is none.</summary>
    public required DateTimeOffset? DueAt { get; init; }
}

/// <summary>Life cycle of a delivery.</summary>
public enum DeliveryState
{
    /// <summary>It is to be sent, or sent again.</summary>
    Pending,

    /// <summary>The receiver took it. Final until it is replayed.</summary>
    Delivered,

    /// <summary>The receiver did not take it in any attempt. Final until it is replayed.</summary>
    Failed,

    /// <summary>What it is about changed or was deleted before it was taken; a later delivery says so. Final.</summary>
    Dropped,
}

/// <summary>Which deliveries to send again: one, or those of a time.</summary>
public sealed record ReplayRequest
{
    /// <summary>The one delivery.</summary>
    public Guid? Delivery { get; init; }

    /// <summary>Only deliveries made from this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only deliveries made before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only deliveries in this state: delivered or failed. Default failed.</summary>
    public DeliveryState? State { get; init; }
}

/// <summary>Number of deliveries that are sent again.</summary>
public sealed record ReplayResult(int Replayed);
