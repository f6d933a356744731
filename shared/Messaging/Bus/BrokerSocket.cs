using System.Net.Sockets;
using RabbitMQ.Client;

namespace Engram.Messaging.Bus;

/// <summary>A socket to the broker whose writes never fail: once the connection is broken they are discarded, and reading reports the
/// break.</summary>
/// <remarks>
/// RabbitMQ.Client 7.2.2 sends through a queue of 128 frames. A failed write ends the queue's reader but leaves the queue: it fills up, and
/// a publisher waits in it forever, holding the lock that closing needs. Upstream has the fix (rabbitmq-dotnet-client issue 1930, pull
/// request 1932, merged after 7.2.2): delete the writing half of this class with the first client that contains it.
/// </remarks>
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
