using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Engram.Streams.Clients;

/// <summary>Keeps a connection open in a background task and passes its items to the reader through a bounded queue.</summary>
internal sealed class LiveStream(ReconnectOptions options, int queuedItems, TimeProvider time)
{
    /// <summary>Connects and writes items until the connection ends; calls <paramref name="connected"/> once connected.</summary>
    public delegate Task Connection(Action connected, ChannelWriter<StreamItem> items, CancellationToken cancellationToken);

    /// <summary>Yields the items of each connection, one connection after another.</summary>
    /// <param name="connect">Called again after each connection ends.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<StreamItem> ReadAsync(
        Connection connect, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queue = Channel.CreateBounded<StreamItem>(new BoundedChannelOptions(queuedItems) { SingleReader = true, SingleWriter = true });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producing = Task.Run(() => ProduceAsync(connect, queue.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await foreach (var item in queue.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            await stopping.CancelAsync();
            await producing;
        }
    }

    private async Task ProduceAsync(Connection connect, ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        try
        {
            var backoff = new Backoff(options);
            while (true)
                await ConnectAsync(connect, items, backoff, cancellationToken);
        }
        catch (Exception e)
        {
            items.Complete(e);
        }
    }

    private async Task ConnectAsync(
        Connection connect, ChannelWriter<StreamItem> items, Backoff backoff, CancellationToken cancellationToken)
    {
        long? connectedAt = null;
        var reason = "The server closed the connection.";
        var kind = FaultKind.Network;
        TimeSpan? askedFor = null;
        try
        {
            await connect(() => connectedAt ??= time.GetTimestamp(), items, cancellationToken);
        }
        catch (Exception e) when (StreamRefusedException.FindIn(e) is { } refusal && refusal != e)
        {
            throw new StreamRefusedException(refusal.Message, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Backoff.KindOf(e) != FaultKind.Refused)
        {
            (reason, kind, askedFor) = (e.Message, Backoff.KindOf(e), (e as HttpStatusException)?.RetryAfter);
        }

        var wait = backoff.Next(kind, connectedAt is { } start ? time.GetElapsedTime(start) : TimeSpan.Zero, askedFor);
        await items.WriteAsync(new StreamItem(0, 0, new ConnectionLost(reason, wait), null), cancellationToken);
        await Task.Delay(wait, time, cancellationToken);
    }
}
