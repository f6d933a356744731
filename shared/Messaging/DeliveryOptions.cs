using System.ComponentModel.DataAnnotations;

namespace Engram.Messaging;

/// <summary>Options of the outbox, the inbox and the database connections.</summary>
public sealed class DeliveryOptions
{
    public const string SectionName = "Delivery";

    /// <summary>Messages published in one transaction of the dispatcher. Default 256.</summary>
    [Range(1, 10_000)]
    public int OutboxBatchMessages { get; set; } = 256;

    /// <summary>Publishes of the dispatcher that wait for their confirm at one time; each carries one message or a bundle. RabbitMQ.Client
    /// has room for 128 unsent frames, including acknowledgements, and may hang when they fill up while the broker dies. Default
    /// 32.</summary>
    [Range(1, 1000)]
    public int OutboxPublishesAtOnce { get; set; } = 32;

    /// <summary>Longest wait for the broker's confirm of one publish. The batch is then rolled back and retried. Default 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often the outbox is polled in the absence of notifications. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a message is retried that no queue takes because its consumer has never run. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ReturnedRetryInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the id of a handled message is kept to recognize late duplicates. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often expired inbox ids are deleted. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan InboxSweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Longest wait for one database response where <see cref="WorkTimeout"/> does not apply, as in HTTP requests; whole seconds. The
    /// request then gets 503, at most <see cref="ConnectTimeout"/> later. A Command Timeout in the connection string takes precedence.
    /// Default 3 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait for one database response in message handlers, blob writes and sweeps. The work is then retried. Default 30
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WorkTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that requests and messages use at once; the rest wait. Must be below the connection string's Maximum Pool Size,
    /// because pictures use the pool too. Default 32.</summary>
    [Range(1, 1000)]
    public int MaxConnectionsInUse { get; set; } = 32;

    /// <summary>Longest wait for a free connection while others are being returned; the request then gets 503. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxConnectionWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait for a connection to the database; whole seconds. A Timeout in the connection string takes precedence. Default
    /// 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the database to cancel a timed-out statement; the connection is then dropped. A Cancellation Timeout in
    /// the connection string takes precedence. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait for the database at start-up. The service then stops and reports the reason. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DatabaseStartTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
