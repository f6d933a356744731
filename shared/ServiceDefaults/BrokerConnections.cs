using System.Net.Sockets;
using RabbitMQ.Client;

namespace Engram.ServiceDefaults;

/// <summary>
/// The open connections of this process to the broker, counted at their sockets. MassTransit can go on calling its bus ready when they are all
/// gone: it takes up a queue again only when all messages in hand are settled, and one that never is keeps it from seeing that the broker died.
/// </summary>
internal sealed class BrokerConnections
{
    private int _open;

    /// <summary>Whether a connection is open, as far as reading from it has told.</summary>
    public bool AnyOpen => Volatile.Read(ref _open) > 0;

    /// <summary>Makes a factory connect by sockets that are counted here.</summary>
    public Task UseAsync(ConnectionFactory factory)
    {
        factory.SocketFactory = family => new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, this);
        return Task.CompletedTask;
    }

    internal void Opened() => Interlocked.Increment(ref _open);

    internal void Ended() => Interlocked.Decrement(ref _open);
}
