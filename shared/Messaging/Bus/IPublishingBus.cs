using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>
/// A bus that only publishes, on a connection of its own. When a connection dies, RabbitMQ.Client shuts its channels down one after the
/// other, and waits for each. On a shared one the messages in hand waited for publishes whose channel came after theirs, and nothing went
/// on.
/// </summary>
public interface IPublishingBus : IBus;
