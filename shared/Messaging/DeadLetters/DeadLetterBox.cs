using System.Globalization;
using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.Messaging.DeadLetters;

/// <summary>The dead-letter queues of a broker. It talks to the broker directly, so it works while every service is down.</summary>
public sealed class DeadLetterBox : IAsyncDisposable
{
    /// <summary>Suffix of the queue that keeps discarded letters until they expire.</summary>
    public const string DiscardedQueueSuffix = "_discarded";

    /// <summary>Header with the reason for which a letter was discarded.</summary>
    internal const string DiscardReason = "engram-discard-reason";

    /// <summary>Header with the number of replays.</summary>
    internal const string ReplayCount = "engram-replays";

    private const string DiscardTime = "engram-discarded-at";
    private const int MaxLooksForReturned = 50;

    private static readonly TimeSpan DiscardedKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan LookForReturned = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly IConnection _connection;

    private DeadLetterBox(IConnection connection) => _connection = connection;

    /// <param name="broker">Address of the broker.</param>
    /// <param name="purpose">Name of the connection in the broker's list of connections.</param>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <exception cref="BrokerUnreachableException">The broker can't be reached.</exception>
    public static async Task<DeadLetterBox> OpenAsync(Uri broker, string purpose, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = purpose, AutomaticRecoveryEnabled = false };
        return new DeadLetterBox(await factory.CreateConnectionAsync(cancellationToken));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Returns the queues of <paramref name="endpoints"/> with one of the suffixes that hold messages.</summary>
    public async Task<IReadOnlyList<DeadLetterQueue>> QueuesAsync(
        IEnumerable<string> endpoints, IReadOnlyList<string> suffixes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var looks = from endpoint in endpoints from suffix in suffixes select FindAsync(endpoint, suffix);
        return [.. (await Task.WhenAll(looks)).OfType<DeadLetterQueue>()];

        async Task<DeadLetterQueue?> FindAsync(string endpoint, string suffix) =>
            await LookAsync(endpoint + suffix, cancellationToken) is { MessageCount: > 0 } queue
                ? new DeadLetterQueue(endpoint + suffix, endpoint, queue.MessageCount) : null;
    }

    /// <summary>Returns how much waits in those of the queues that there are.</summary>
    public async Task<IReadOnlyList<QueueDepth>> CountAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(queues.Select(queue => LookAsync(queue, cancellationToken)));
        return [.. from queue in found where queue is not null
                   select new QueueDepth(queue.QueueName, queue.MessageCount, queue.ConsumerCount)];
    }

    /// <summary>Returns up to <paramref name="count"/> messages of a queue without removing them.</summary>
    public async Task<IReadOnlyList<DeadLetter>> PeekAsync(DeadLetterQueue queue, int count, CancellationToken cancellationToken) =>
        await ReadAsync(queue, cancellationToken).Take(count).ToListAsync(cancellationToken);

    /// <summary>Yields the messages of a queue without removing them, the oldest first.</summary>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(
        DeadLetterQueue queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var fetched = 0;
        try
        {
            for (; await channel.BasicGetAsync(queue.Queue, autoAck: false, cancellationToken) is { } message; fetched++)
                yield return DeadLetterReader.Read(message, queue);
        }
        finally
        {
            await ReturnAsync(channel, queue, fetched);
        }
    }

    /// <summary>
    /// Sends the chosen messages back to the queue whose consumer could not handle them, with their headers and id. Each is removed only
    /// after the broker's confirm. A message that can't be sent stays, and holds up no other.
    /// </summary>
    public async Task<Replay> ReplayAsync(DeadLetterQueue queue, ReplayOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(order);
        await using var channel = await OpenConfirmingAsync(cancellationToken);
        return await MoveAsync(channel, queue, order.Chosen, async (letter, message) =>
        {
            if (order.Body is null && letter.Unreadable is { } reason)
                return reason;
            return await IsTakenAsync(
                channel, queue.Endpoint, message, order.Body ?? message.Body, headers => headers[ReplayCount] = letter.Replays + 1,
                cancellationToken) ? null : $"The queue '{queue.Endpoint}' does not take it, or is not there: its service has never run.";
        }, cancellationToken);
    }

    /// <summary>Moves the chosen messages to the queue of discarded ones, with the reason in a header. There they expire.</summary>
    public async Task<Replay> DiscardAsync(
        DeadLetterQueue queue, Func<DeadLetter, bool> chosen, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(chosen);
        await using var channel = await OpenConfirmingAsync(cancellationToken);
        var discarded = queue.Endpoint + DiscardedQueueSuffix;
        await channel.QueueDeclareAsync(
            discarded, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-message-ttl"] = (long)DiscardedKept.TotalMilliseconds },
            cancellationToken: cancellationToken);
        return await MoveAsync(channel, queue, chosen, async (_, message) =>
            await IsTakenAsync(channel, discarded, message, message.Body, headers =>
            {
                headers[DiscardReason] = reason;
                headers[DiscardTime] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            }, cancellationToken) ? null : $"The queue '{discarded}' does not take it.", cancellationToken);
    }

    /// <summary>Waits for letters to come back after a replay: at most for <paramref name="patience"/>, and not at all when nothing
    /// consumes from their queue.</summary>
    /// <returns>Ids of the letters that came back.</returns>
    public async Task<IReadOnlyList<string>> ReturnedAsync(
        string endpoint, IReadOnlyList<string> suffixes, IReadOnlyCollection<string> ids, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0 || await LookAsync(endpoint, cancellationToken) is not { ConsumerCount: > 0 })
            return [];
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var returned = new List<string>();
            foreach (var queue in await QueuesAsync([endpoint], suffixes, cancellationToken))
                returned.AddRange((await PeekAsync(queue, int.MaxValue, cancellationToken)).Select(letter => letter.MessageId));
            returned = [.. returned.Where(ids.Contains)];
            if (returned.Count == ids.Count || TimeProvider.System.GetElapsedTime(began) >= patience)
                return returned;
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private Task<IChannel> OpenConfirmingAsync(CancellationToken cancellationToken) => _connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);

    /// <param name="channel">Fetches the letters; those that stay return to their place.</param>
    /// <param name="queue">Queue that holds them.</param>
    /// <param name="chosen">Selects letters.</param>
    /// <param name="moveAsync">Sends a letter to where it belongs; returns why it stays, or null.</param>
    /// <param name="cancellationToken">Ends the work between two letters.</param>
    private static async Task<Replay> MoveAsync(
        IChannel channel, DeadLetterQueue queue, Func<DeadLetter, bool> chosen,
        Func<DeadLetter, BasicGetResult, Task<string?>> moveAsync, CancellationToken cancellationToken)
    {
        var (sent, skipped) = (new List<DeadLetter>(), new List<SkippedLetter>());
        var fetched = 0;
        // Limit the loop to the messages present now, so that one that fails again at once is not replayed forever.
        for (; fetched < queue.Messages
            && await channel.BasicGetAsync(queue.Queue, autoAck: false, cancellationToken) is { } message; fetched++)
        {
            var letter = DeadLetterReader.Read(message, queue);
            if (!chosen(letter))
                continue;
            if (await moveAsync(letter, message) is { } reason)
                skipped.Add(new SkippedLetter(letter.MessageId, letter.Queue, reason));
            else
                sent.Add(letter);
        }

        await ReturnAsync(channel, queue, fetched - sent.Count);
        return new Replay(sent, skipped);
    }

    // Returns what was fetched and not settled to its place, and waits a second at most until it lies there: a quorum queue takes it back
    // a little later, and whoever reads the queue next would not find it.
    private static async Task ReturnAsync(IChannel channel, DeadLetterQueue queue, int unsettled)
    {
        if (!channel.IsOpen || unsettled == 0)
            return;
        await channel.BasicNackAsync(deliveryTag: 0, multiple: true, requeue: true, CancellationToken.None);
        for (var look = 0; look < MaxLooksForReturned; look++)
        {
            if ((await channel.QueueDeclarePassiveAsync(queue.Queue, CancellationToken.None)).MessageCount >= unsettled)
                return;
            await Task.Delay(LookForReturned);
        }
    }

    private static async Task<bool> IsTakenAsync(
        IChannel channel, string target, BasicGetResult message, ReadOnlyMemory<byte> body, Action<IDictionary<string, object?>> mark,
        CancellationToken cancellationToken)
    {
        var properties = new BasicProperties(message.BasicProperties);
        mark(properties.Headers ??= new Dictionary<string, object?>());
        try
        {
            await channel.BasicPublishAsync("", target, mandatory: true, properties, body, cancellationToken);
        }
        catch (PublishException)
        {
            return false;
        }

        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        return true;
    }

    private async Task<QueueDeclareOk?> LookAsync(string queue, CancellationToken cancellationToken)
    {
        // Declaring a missing queue closes the channel, so each query uses its own.
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return null;
        }
    }
}
