using System.Net.Sockets;
using RabbitMQ.Client;

namespace Engram.ServiceDefaults;

/// <summary>
/// The socket to the broker. Its writes never fail: once the connection is broken they go nowhere, and that it is broken is learnt by reading.
/// RabbitMQ.Client 7.1 hands what it sends to one writer through a queue of 128 frames. A write that fails ends this writer and leaves the queue; under
/// load it fills up, a publisher waits in it for ever with the lock that closing the connection needs, and the bus never connects again.
/// </summary>
internal sealed class BrokerSocket(Socket socket) : TcpClientAdapter(socket)
{
    /// <summary>Makes a factory connect by such sockets.</summary>
    public static Task UseAsync(ConnectionFactory factory)
    {
        factory.SocketFactory = family => new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        return Task.CompletedTask;
    }

    public override NetworkStream GetStream() => new BrokerStream(Client!);

    private sealed class BrokerStream(Socket socket) : NetworkStream(socket)
    {
        private volatile bool _broken;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_broken)
                return;
            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _broken = true;
            }
        }
    }
}
