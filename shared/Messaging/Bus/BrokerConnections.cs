using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.Messaging.Bus;

/// <summary>Counts the process's open connections to the broker, at their sockets. MassTransit can report a ready bus with no connection
/// left: it resumes a queue only when all its messages in progress are settled, so one that never settles hides a dead broker.</summary>
internal sealed class BrokerConnections
{
    private int _open;
    private volatile ConnectionFactory? _factory;

    /// <summary>Whether any connection is open. A connection counts until a read on it ends or fails, or its stream is disposed.</summary>
    public bool AnyOpen => Volatile.Read(ref _open) > 0;

    /// <summary>Makes a factory connect through sockets that are counted here.</summary>
    public Task UseAsync(ConnectionFactory factory)
    {
        _factory = factory;
        factory.SocketFactory = family =>
            new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, this);
        return Task.CompletedTask;
    }

    /// <summary>Asks the broker, on a new connection, why it blocks publishers. A broker that is low on disk or memory blocks all of
    /// them.</summary>
    /// <returns>The broker's own reason; null when it reports none within <paramref name="patience"/>.</returns>
    public async Task<string?> WhyBlockedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_factory is not { } factory)
            return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        try
        {
            await using var connection = await factory.CreateConnectionAsync(timeout.Token);
            try
            {
                // The broker reports blocking only to connections that publish.
                var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                connection.ConnectionBlockedAsync += (_, told) => Task.FromResult(blocked.TrySetResult(told.Reason));
                var channel = await connection.CreateChannelAsync(cancellationToken: timeout.Token);
                await channel.BasicPublishAsync(exchange: "", routingKey: Guid.NewGuid().ToString(), body: default, timeout.Token);
                return await blocked.Task.WaitAsync(timeout.Token);
            }
            finally
            {
                // A broker that does not read from a connection does not answer its close either: abort.
                await connection.AbortAsync(TimeSpan.FromSeconds(1));
            }
        }
        catch (Exception e) when (
            e is OperationCanceledException or RabbitMQClientException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    internal void Opened() => Interlocked.Increment(ref _open);

    internal void Ended() => Interlocked.Decrement(ref _open);
}
