using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>
/// A publish-only bus on a connection of its own. RabbitMQ.Client shuts down the channels of a dead connection one by one and waits for
/// each. On a shared connection, messages in progress waited for publishes whose channel came later, which was a deadlock.
/// </summary>
public interface IPublishingBus : IBus;
