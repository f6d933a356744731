using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.Messaging.Bus;

/// <summary>
/// The open connections of this process to the broker, counted at their sockets. MassTransit can go on calling its bus ready when they are
/// all gone: it takes up a queue again only when all messages in hand are settled, and one that never is keeps it from seeing that the
/// broker died.
/// </summary>
internal sealed class BrokerConnections
{
    private int _open;
    private volatile ConnectionFactory? _factory;

    /// <summary>Whether a connection is open, as far as reading from it has told.</summary>
    public bool AnyOpen => Volatile.Read(ref _open) > 0;

    /// <summary>Makes a factory connect by sockets that are counted here.</summary>
    public Task UseAsync(ConnectionFactory factory)
    {
        _factory = factory;
        factory.SocketFactory = family =>
            new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, this);
        return Task.CompletedTask;
    }

    /// <summary>Asks the broker, on a new connection, whether it takes messages from anyone: it takes none while its disk or memory is
    /// short.</summary>
    /// <returns>Why it takes none, in its own words; null when it does not say so within <paramref name="patience"/>.</returns>
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
                // It tells so only those who publish.
                var blocked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                connection.ConnectionBlockedAsync += (_, told) => Task.FromResult(blocked.TrySetResult(told.Reason));
                var channel = await connection.CreateChannelAsync(cancellationToken: timeout.Token);
                await channel.BasicPublishAsync(exchange: "", routingKey: Guid.NewGuid().ToString(), body: default, timeout.Token);
                return await blocked.Task.WaitAsync(timeout.Token);
            }
            finally
            {
                // A broker that reads nothing from a connection does not hear that it is closed either.
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
