using Engram.CommandLine;
using Engram.Messaging.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.Cli.DeadLetters;

/// <summary>The dead-letter queues of a broker. It talks to the broker directly, so it works while every service is down.</summary>
public sealed class DeadLetterBox : IAsyncDisposable
{
    private readonly IConnection _connection;

    private DeadLetterBox(IConnection connection) => _connection = connection;

    /// <exception cref="CommandException">The broker can't be reached.</exception>
    public static async Task<DeadLetterBox> OpenAsync(Uri broker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(broker);
        try
        {
            return new DeadLetterBox(
                await new ConnectionFactory { Uri = broker,
                    ClientProvidedName = "engram deadletters" }.CreateConnectionAsync(cancellationToken));
        }
        catch (BrokerUnreachableException e)
        {
            throw new CommandException($"The broker at {broker.Host}:{broker.Port} can't be reached ({e.GetBaseException().Message}). "
                + "Name the right one with --broker.", e);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Returns the dead-letter queues of <paramref name="endpoints"/> that hold messages.</summary>
    public async Task<IReadOnlyList<DeadLetterQueue>> QueuesAsync(IEnumerable<string> endpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var found = new List<DeadLetterQueue>();
        foreach (var endpoint in endpoints)
        {
            foreach (var suffix in (string[])[MessagingExtensions.ErrorQueueSuffix, MessagingExtensions.DeadLetterQueueSuffix])
            {
                if (await CountAsync(endpoint + suffix, cancellationToken) is > 0 and var messages)
                    found.Add(new DeadLetterQueue(endpoint + suffix, endpoint, messages));
            }
        }

        return found;
    }

    /// <summary>Returns up to <paramref name="count"/> messages of a queue without removing them.</summary>
    public async Task<IReadOnlyList<DeadLetter>> PeekAsync(DeadLetterQueue queue, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        // Messages that are fetched but never settled return to their place when the channel closes.
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var letters = new List<DeadLetter>();
        while (letters.Count < count && await channel.BasicGetAsync(queue.Queue, autoAck: false, cancellationToken) is { } message)
            letters.Add(DeadLetterReader.Read(message, queue));
        return letters;
    }

    /// <summary>
    /// Sends the messages selected by <paramref name="chosen"/> back to the queue whose consumer could not handle them, with unchanged
    /// body, headers and id. Each is removed only after the broker's confirm. A message that can't be sent stays, and holds up no other.
    /// </summary>
    public async Task<Replay> ReplayAsync(DeadLetterQueue queue, Func<DeadLetter, bool> chosen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(chosen);
        await using var channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var (sent, skipped) = (new List<DeadLetter>(), new List<SkippedLetter>());
        // Limit the loop to the messages present now, so that one that fails again at once is not replayed forever.
        for (var left = queue.Messages; left > 0
            && await channel.BasicGetAsync(queue.Queue, autoAck: false, cancellationToken) is { } message; left--)
        {
            var letter = DeadLetterReader.Read(message, queue);
            if (!chosen(letter))
                continue;
            if (letter.Unreadable is { } reason)
                skipped.Add(new SkippedLetter(letter.MessageId, letter.Queue, reason));
            else if (await IsTakenAsync(channel, queue.Endpoint, message, cancellationToken))
                sent.Add(letter);
            else
                skipped.Add(new SkippedLetter(letter.MessageId, letter.Queue,
                    $"The queue '{queue.Endpoint}' does not take it, or is not there: its service has never run."));
        }

        return new Replay(sent, skipped);
    }

    private static async Task<bool> IsTakenAsync(IChannel channel, string endpoint, BasicGetResult message,
        CancellationToken cancellationToken)
    {
        try
        {
            await channel.BasicPublishAsync("", endpoint, mandatory: true, new BasicProperties(message.BasicProperties), message.Body,
                cancellationToken);
        }
        catch (PublishException)
        {
            return false;
        }

        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        return true;
    }

    private async Task<uint?> CountAsync(string queue, CancellationToken cancellationToken)
    {
        // Declaring a missing queue closes the channel, so each query uses its own.
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return null;
        }
    }
}
