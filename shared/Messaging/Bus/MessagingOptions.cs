using System.ComponentModel.DataAnnotations;

namespace Engram.Messaging.Bus;

/// <summary>Options of the bus: transport, limits and timeouts.</summary>
public sealed class MessagingOptions
{
    public const string SectionName = "Messaging";

    /// <summary>Name of the connection string with the broker's URI, for example <c>amqp://user:password@host:5672/</c>. Set by
    /// environment: <c>ConnectionStrings__RabbitMq</c>.</summary>
    public const string ConnectionStringName = "RabbitMq";

    /// <summary>RabbitMQ between processes, or in memory when all services share one process. Default RabbitMq.</summary>
    public MessagingTransport Transport { get; set; } = MessagingTransport.RabbitMq;

    /// <summary>Messages that a queue delivers before the first is settled. Default 32.</summary>
    [Range(1, 4096)]
    public int PrefetchMessages { get; set; } = 32;

    /// <summary>Messages of one queue handled at a time, unless a consumer sets its own limit. Default 8.</summary>
    [Range(1, 1024)]
    public int ConcurrentMessages { get; set; } = 8;

    /// <summary>Messages of one type that may travel as one; 1 sends each alone. A large bundle costs less per message, and is handled by
    /// one consumer. Default 32.</summary>
    [Range(1, 1000)]
    public int MaxBundleMessages { get; set; } = 32;

    /// <summary>Bytes of JSON that may travel as one message, unless a single message is longer. Default 128 KiB.</summary>
    [Range(1024, 16 << 20)]
    public int MaxBundleBytes { get; set; } = 128 << 10;

    /// <summary>Deliveries of a message before it goes to the dead-letter queue, including those that crashed the consumer. Default
    /// 20.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>Longest wait for the broker's confirm of a message published without an outbox. Default 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Longest time a handler retries a message while a database or broker is unavailable, before it is dead-lettered. Default 15
    /// minutes; must stay under RabbitMQ's consumer timeout of 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:29:00")]
    public TimeSpan MaxOutage { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest time the bus may be unready while the broker accepts connections, before the service exits to be restarted. Default
    /// 3 minutes; the bus retries at least once a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxReconnectTime { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Longest time the bus may report ready without a connection while the broker accepts them, before the service exits to be restarted.
    /// Default 15 s; longer than <see cref="PublishTimeout"/>, because a message in progress can hide a dead broker from the bus for that
    /// long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxUnnoticedLoss { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time during which all publishes to a connected broker may time out, before the service exits to be restarted.
    /// Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxUnconfirmedTime { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The two transports.</summary>
public enum MessagingTransport
{
    RabbitMq,
    InMemory,
}
