using System.Net.Sockets;
using RabbitMQ.Client;

namespace Engram.ServiceDefaults;

/// <summary>
/// The socket to the broker. Its writes never fail: once the connection is broken they go nowhere, and that it is broken is learnt by reading.
/// RabbitMQ.Client 7.1 hands what it sends to one writer through a queue of 128 frames. A write that fails ends this writer and leaves the queue; under
/// load it fills up, a publisher waits in it for ever with the lock that closing the connection needs, and the bus never connects again.
/// </summary>
internal sealed class BrokerSocket(Socket socket, BrokerConnections connections) : TcpClientAdapter(socket)
{
    public override NetworkStream GetStream() => new BrokerStream(Client!, connections);

    private sealed class BrokerStream : NetworkStream
    {
        private readonly BrokerConnections _connections;
        private volatile bool _broken;
        private int _ended;

        public BrokerStream(Socket socket, BrokerConnections connections)
            : base(socket)
        {
            _connections = connections;
            connections.Opened();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = 0;
            try
            {
                return read = await base.ReadAsync(buffer, cancellationToken);
            }
            finally
            {
                if (read == 0)
                    End();
            }
        }

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

        protected override void Dispose(bool disposing)
        {
            End();
            base.Dispose(disposing);
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                _connections.Ended();
        }
    }
}
