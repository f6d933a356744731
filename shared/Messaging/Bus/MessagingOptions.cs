using System.ComponentModel.DataAnnotations;

namespace Engram.Messaging.Bus;

/// <summary>How messages travel.</summary>
public sealed class MessagingOptions
{
    public const string SectionName = "Messaging";

    /// <summary>Name of the connection string with the broker's URI, for example <c>amqp://user:password@host:5672/</c>. Arrives by
    /// environment: <c>ConnectionStrings__RabbitMq</c>.</summary>
    public const string ConnectionStringName = "RabbitMq";

    /// <summary>RabbitMQ between processes, or in memory when all services share one. Default RabbitMq.</summary>
    public MessagingTransport Transport { get; set; } = MessagingTransport.RabbitMq;

    /// <summary>Messages a queue hands out before the first is settled. Default 32.</summary>
    [Range(1, 4096)]
    public int PrefetchMessages { get; set; } = 32;

    /// <summary>Messages of one queue handled at a time, where a consumer does not say otherwise. Default 8.</summary>
    [Range(1, 1024)]
    public int ConcurrentMessages { get; set; } = 8;

    /// <summary>Times a message is handed out, counting consumers that died over it, before it goes to the dead-letter queue. Default
    /// 20.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>Longest wait for the broker's confirm of what is published without an outbox. Default 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Longest time a message waits in hand for a database or broker that is away, before it is dead-lettered. Default 15 minutes;
    /// stays under RabbitMQ's consumer timeout of 30.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:29:00")]
    public TimeSpan MaxOutage { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest time the bus may stay unready while the broker takes connections, before the service ends to be started anew.
    /// Default 3 minutes; the bus tries again once a minute at the latest.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxReconnectTime { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Longest time the bus may take itself for ready without any connection to a broker that takes some, before the service ends
    /// to be started anew. Default 15 s; longer than <see cref="PublishTimeout"/>, for so long a message in hand may hide from the bus that
    /// the broker died.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxUnnoticedLoss { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time in which publishes may run out of time one after the other, and none be confirmed by a broker that is
    /// connected, before the service ends to be started anew. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxUnconfirmedTime { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The two transports.</summary>
public enum MessagingTransport
{
    RabbitMq,
    InMemory,
}
