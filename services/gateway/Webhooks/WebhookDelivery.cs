using Engram.ApiContracts.Webhooks;

namespace Engram.Gateway.Webhooks;

/// <summary>An event on its way to a webhook, and its state: pending -> delivered, failed or dropped. A replay starts over.</summary>
public sealed class WebhookDelivery
{
    public const string TestType = "webhook.test";

    // Of Standard Webhooks 1.0.0: ten attempts in 75.6 hours.
    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    // Attempts that failed together do not come back together.
    private const double Jitter = 0.1;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private WebhookDelivery(Guid id, Guid webhookId, string type, string publicId)
    {
        Id = id;
        WebhookId = webhookId;
        Type = type;
        PublicId = publicId;
    }

    /// <summary>The same in every attempt: receivers recognize a repeat by it.</summary>
    public Guid Id { get; private set; }

    /// <summary>Position in the order in which deliveries were made.</summary>
    public long Position { get; private set; }

    public Guid WebhookId { get; private set; }

    public string Type { get; private set; }

    /// <summary>Row of the post, question or training.</summary>
    public Guid Subject { get; private set; }

    public string PublicId { get; private set; }

    public long Version { get; private set; }

    public string? Source { get; private set; }

    public DateTimeOffset HappenedAt { get; private set; }

    public DeliveryState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? DueAt { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    public int? LastStatus { get; private set; }

    public string? LastFault { get; private set; }

    /// <summary>Whether the last planned attempt was made.</summary>
    public bool IsExhausted => Attempts > Retries.Length;

    /// <summary>Creates a delivery that only tests whether its webhook takes one.</summary>
    public static WebhookDelivery Test(Webhook webhook, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new WebhookDelivery(Guid.CreateVersion7(now), webhook.Id, TestType, $"{webhook.Id}")
        {
            Subject = webhook.Id,
            HappenedAt = now,
            CreatedAt = now,
            DueAt = now,
        };
    }

    public void Deliver(DateTimeOffset now, int status)
    {
        (LastAttemptAt, LastStatus, LastFault) = (now, status, null);
        Finish(DeliveryState.Delivered);
    }

    /// <summary>Plans the next attempt, or gives up after the last.</summary>
    /// <param name="now">Time of the failure.</param>
    /// <param name="status">The receiver's status; null if it gave none.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="retryAfter">When the receiver wants the next attempt; null if it did not say.</param>
    public void Fail(DateTimeOffset now, int? status, string fault, TimeSpan? retryAfter)
    {
        (LastAttemptAt, LastStatus, LastFault) = (now, status, fault);
        if (IsExhausted)
        {
            Finish(DeliveryState.Failed);
            return;
        }

        var planned = Retries[Attempts - 1] * (1 + Jitter * Fraction(Id, Attempts));
        var wanted = retryAfter is { } wait && wait < LongestRetryAfter ? wait : TimeSpan.Zero;
        DueAt = now + (wanted > planned ? wanted : planned);
    }

    public void GiveUp() => Finish(DeliveryState.Failed);

    /// <summary>Ends a delivery that no longer tells the truth.</summary>
    public void Drop() => Finish(DeliveryState.Dropped);

    private void Finish(DeliveryState state) => (State, DueAt) = (state, null);

    // Random enough to spread attempts, and the same in a test.
    private static double Fraction(Guid id, int attempt) => (id.ToByteArray()[^1] + 97 * attempt) % 256 / 256.0;
}
