using System.ComponentModel.DataAnnotations;

namespace Engram.Messaging;

/// <summary>How the outbox is emptied and the inbox kept.</summary>
public sealed class DeliveryOptions
{
    public const string SectionName = "Delivery";

    /// <summary>Messages published at once, in one transaction of the dispatcher. The broker's client has room for 128 unsent frames,
    /// acknowledgements among them, and may hang when they fill up while the broker dies. Default 32.</summary>
    [Range(1, 10_000)]
    public int OutboxBatchMessages { get; set; } = 32;

    /// <summary>Longest wait for the broker's confirms of one batch. Then the batch is rolled back and tried again. Default 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often the outbox is looked at without having been notified. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a message is tried again that no queue takes, because its consumer has never run. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ReturnedRetryInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the id of a handled message is remembered, and so a late duplicate recognised. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often older ids are forgotten. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan InboxSweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest wait for one answer of the database where <see cref="WorkTimeout"/> does not hold, as in requests, unless the
    /// connection string names a Command Timeout; whole seconds. Then a request gets 503, at the latest <see cref="ConnectTimeout"/> later.
    /// Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait of a message in hand, of a blob that is stored, and of sweeps, for one answer of the database. Then it is
    /// tried again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WorkTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that requests and messages use at once; the rest wait for their turn. Must be below the connection string's
    /// Maximum Pool Size, because pictures use the pool too. Default 32.</summary>
    [Range(1, 1000)]
    public int MaxConnectionsInUse { get; set; } = 32;

    /// <summary>Longest wait for a turn while others get theirs; then a request gets 503. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxConnectionWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait for a connection to the database, unless the connection string names a Timeout; whole seconds. Default 2
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the database to give up what ran out of time, unless the connection string names a Cancellation Timeout.
    /// Then the connection is dropped. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait for the database when the service starts. Then it stops with the reason. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DatabaseStartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
