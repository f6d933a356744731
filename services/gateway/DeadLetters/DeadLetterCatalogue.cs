using System.Net.Sockets;
using Engram.ApiContracts;
using Engram.ApiContracts.DeadLetters;
using Engram.Gateway.Http;
using Engram.Messaging.Bus;
using Engram.Messaging.DeadLetters;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace Engram.Gateway.DeadLetters;

/// <summary>The dead letters in the broker. Each request opens a connection and reads them again. The gateway keeps no copy, so it shows
/// what the command line and other gateways show.</summary>
public sealed class DeadLetterCatalogue(
    IConfiguration configuration, IOptions<MessagingOptions> messaging, IOptions<DeadLetterOptions> options,
    ILogger<DeadLetterCatalogue> logger) : IDisposable
{
    private const string Purpose = "Engram.Gateway dead letters";
    private const int MaxShownStaying = 100;

    private static readonly string[] Suffixes =
    [
        MessagingExtensions.ErrorQueueSuffix, MessagingExtensions.DeadLetterQueueSuffix, MessagingExtensions.SkippedQueueSuffix,
    ];

    // Reading takes messages out for a moment: two requests at a time would hide them from each other.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether there is a broker that keeps dead letters.</summary>
    public bool AreKept => messaging.Value.Transport == MessagingTransport.RabbitMq;

    /// <summary>Returns how much waits in the queues of all services.</summary>
    /// <exception cref="ProblemException">There is no broker, or it does not answer.</exception>
    public Task<IReadOnlyList<QueueDepth>> CountAsync(CancellationToken cancellationToken) =>
        AskAsync(box => box.CountAsync(Endpoints.Names, cancellationToken), cancellationToken);

    /// <param name="endpoint">Only those of this queue's consumer; null: all.</param>
    /// <param name="after">Group at which the previous page ended; empty for the first page.</param>
    /// <param name="limit">Groups a page.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">There is no such queue, no broker, or it does not answer.</exception>
    public Task<DeadLetterGroupPage> ListAsync(string? endpoint, string after, int limit, CancellationToken cancellationToken)
    {
        if (endpoint is not null && !Endpoints.Names.Contains(endpoint))
            throw new ProblemException(Problems.InvalidQuery(
                "queue", $"names no queue of a service. There are: {string.Join(", ", Endpoints.Names)}"));
        return InTurnAsync(async box =>
        {
            var queues = await box.QueuesAsync(endpoint is null ? Endpoints.Names : [endpoint], Suffixes, cancellationToken);
            var (letters, unread) = await ReadAsync(box, queues, cancellationToken);
            var page = letters.GroupBy(letter => letter.Group)
                .Where(group => string.CompareOrdinal(group.Key, after) > 0)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Take(limit + 1)
                .Select(group => DeadLetterMapping.ToGroup([.. group])).ToList();
            var isLast = page.Count <= limit;
            return new DeadLetterGroupPage([.. page.Take(limit)], isLast ? null : TextCursor.After(page[limit - 1].Id), unread);
        }, cancellationToken);
    }

    /// <param name="group">Name of the group.</param>
    /// <param name="skip">Messages on the pages before.</param>
    /// <param name="limit">Messages a page.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">There is no such group, no broker, or it does not answer.</exception>
    public Task<DeadLetterPage> ListAsync(string group, long skip, int limit, CancellationToken cancellationToken) =>
        InTurnAsync(async box =>
        {
            var (letters, unread) = await ReadAsync(box, [await QueueOfAsync(box, group, cancellationToken)], cancellationToken);
            letters.RemoveAll(letter => letter.Group != group);
            if (letters.Count == 0)
                throw Unknown(group);
            var page = letters.Select(letter => letter.Summary).Skip((int)Math.Min(skip, int.MaxValue)).Take(limit).ToList();
            var end = skip + page.Count;
            return new DeadLetterPage(
                DeadLetterMapping.ToGroup(letters), page, end < letters.Count ? PageCursor.After(end) : null, unread);
        }, cancellationToken);

    /// <exception cref="ProblemException">There is no such message, no broker, or it does not answer.</exception>
    public Task<DeadLetterResource> GetAsync(string group, string id, CancellationToken cancellationToken) => InTurnAsync(
        async box => await box.ReadAsync(await QueueOfAsync(box, group, cancellationToken), cancellationToken)
                .FirstOrDefaultAsync(ChosenBy(group, id), cancellationToken) is { } letter
            ? DeadLetterMapping.ToResource(letter) : throw Unknown(group, id),
        cancellationToken);

    /// <summary>Sends a message, or those of a group, back to the queue that they could not be handled from.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="id">Name of the message; null: all of the group.</param>
    /// <param name="cancellationToken">Ends the work between two messages.</param>
    /// <exception cref="ProblemException">There is no such group or message, no broker, or it does not answer.</exception>
    public async Task<MovedDeadLetters> ReplayAsync(string group, string? id, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            group, id,
            (box, queue) => box.ReplayAsync(queue, new ReplayOrder(ChosenBy(group, id)), cancellationToken), cancellationToken);
        Log.DeadLettersReplayed(logger, moved.Moved, QueueOf(group), moved.StayedCount);
        return moved;
    }

    /// <summary>Gives a message, or those of a group, up. They are kept 30 days more with the reason.</summary>
    /// <inheritdoc cref="ReplayAsync"/>
    public async Task<MovedDeadLetters> DiscardAsync(string group, string? id, string reason, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            group, id, (box, queue) => box.DiscardAsync(queue, ChosenBy(group, id), reason, cancellationToken), cancellationToken);
        Log.DeadLettersDiscarded(logger, moved.Moved, QueueOf(group), moved.StayedCount);
        return moved;
    }

    private Task<MovedDeadLetters> MoveAsync(
        string group, string? id, Func<DeadLetterBox, DeadLetterQueue, Task<Replay>> moveAsync, CancellationToken cancellationToken) =>
        InTurnAsync(async box =>
        {
            var move = await moveAsync(box, await QueueOfAsync(box, group, cancellationToken));
            if (move.Sent.Count + move.Skipped.Count == 0)
                throw Unknown(group, id);
            return new MovedDeadLetters(
                move.Sent.Count,
                [.. move.Skipped.Take(MaxShownStaying).Select(letter => new StayingDeadLetter(letter.MessageId, letter.Reason))],
                move.Skipped.Count);
        }, cancellationToken);

    private async Task<(List<DeadLetterTrace> Letters, long Unread)> ReadAsync(
        DeadLetterBox box, IReadOnlyList<DeadLetterQueue> queues, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetterTrace>();
        foreach (var queue in queues)
            letters.AddRange(await box.ReadAsync(queue, cancellationToken).Take(options.Value.MaxLettersRead - letters.Count)
                .Select(DeadLetterMapping.ToTrace).ToListAsync(cancellationToken));
        return (letters, Math.Max(0, queues.Sum(queue => (long)queue.Messages) - letters.Count));
    }

    private static async Task<DeadLetterQueue> QueueOfAsync(DeadLetterBox box, string group, CancellationToken cancellationToken)
    {
        var queue = QueueOf(group);
        var suffix = Array.Find(Suffixes, suffix => queue.EndsWith(suffix, StringComparison.Ordinal)) ?? "";
        var endpoint = queue[..^suffix.Length];
        if (suffix.Length == 0 || !Endpoints.Names.Contains(endpoint))
            throw Unknown(group);
        return (await box.QueuesAsync([endpoint], [suffix], cancellationToken)).SingleOrDefault() ?? throw Unknown(group);
    }

    private static string QueueOf(string group) => group.Split('.')[0];

    private static Func<DeadLetter, bool> ChosenBy(string group, string? id) => letter =>
        DeadLetterMapping.GroupOf(letter) == group && (id is null || DeadLetterMapping.NameOf(letter) == id);

    private static ProblemException Unknown(string group, string? id = null) => new(Problems.UnknownDeadLetter(group, id));

    public void Dispose() => _turn.Dispose();

    private async Task<T> InTurnAsync<T>(Func<DeadLetterBox, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(askAsync, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<T> AskAsync<T>(Func<DeadLetterBox, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        if (!AreKept)
            throw new ProblemException(Problems.NoDeadLettersKept());
        try
        {
            await using var box = await OpenAsync(cancellationToken);
            return await askAsync(box);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.BrokerNotAsked(logger, e);
            throw new ProblemException(Problems.BrokerAway());
        }
    }

    private async Task<DeadLetterBox> OpenAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.ConnectTimeout);
        return await DeadLetterBox.OpenAsync(MessagingExtensions.BrokerUri(configuration), Purpose, patience.Token);
    }
}
