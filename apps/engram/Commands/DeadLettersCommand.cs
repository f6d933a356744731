using System.CommandLine;
using System.Globalization;
using Engram.Cli.Processes;
using Engram.CommandLine;
using Engram.Messaging.Bus;
using Engram.Messaging.DeadLetters;
using RabbitMQ.Client.Exceptions;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram deadletters list|show|replay|discard</c>: messages that consumers could not handle, read directly from the
/// broker.</summary>
public static class DeadLettersCommand
{
    private const int ShownByDefault = 20;
    private const int WatchedByDefault = 3;
    private const int LongestWatch = 600;

    // Kept apart: a replay of messages that no consumer takes would only bring them back.
    private static readonly string[] Failed = [MessagingExtensions.ErrorQueueSuffix, MessagingExtensions.DeadLetterQueueSuffix];
    private static readonly string[] FailedOrSkipped = [.. Failed, MessagingExtensions.SkippedQueueSuffix];

    private static readonly Option<bool> Skipped = new("--skipped")
    {
        Description = "Include messages of types that no consumer of the queue took.",
    };

    public static Command Create() =>
        new("deadletters", "Show, replay and discard messages that a service could not handle.")
        {
            CreateList(), CreateShow(), CreateReplay(), CreateDiscard(),
        };

    private static Command CreateList()
    {
        var command = new Command("list", "Count the dead letters of each queue.") { BrokerOption.Address, CommonOptions.DataDirectory };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var box = await OpenAsync(parsed, cancellationToken);
            var queues = await box.QueuesAsync(Endpoints.Names, FailedOrSkipped, cancellationToken);
            new Report(parsed).Document(queues, found => found.Count == 0 ? Tables.Sentence("No dead letters.") : DrawQueues(found));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var endpoint = EndpointArgument();
        var count = new Option<int>("--count") { Description = "Most messages to show.", DefaultValueFactory = _ => ShownByDefault };
        var discarded = new Option<bool>("--discarded") { Description = "Show those that were discarded in the last 30 days instead." };
        var command = new Command("show", "Show the dead letters of one queue, and leave them there.")
        {
            endpoint, count, discarded, BrokerOption.Address, CommonOptions.DataDirectory,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var box = await OpenAsync(parsed, cancellationToken);
            var suffixes = parsed.GetValue(discarded) ? [DeadLetterBox.DiscardedQueueSuffix] : FailedOrSkipped;
            var letters = new List<DeadLetter>();
            foreach (var queue in await box.QueuesAsync([Known(parsed.GetRequiredValue(endpoint))], suffixes, cancellationToken))
                letters.AddRange(await box.PeekAsync(queue, parsed.GetValue(count) - letters.Count, cancellationToken));
            new Report(parsed).Document(letters, found => found.Count == 0 ? Tables.Sentence("No dead letters.") : DrawLetters(found));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateReplay()
    {
        var endpoint = EndpointArgument();
        var message = MessageOption("Id of a message to replay; may be repeated. Default: all.");
        var body = new Option<FileInfo?>("--body")
        {
            Description = "File with the body to send instead of the message's own, as 'show --json' prints it; for one --message.",
        };
        var watch = new Option<int>("--watch")
        {
            Description = "Seconds to watch for messages that come back because they fail again.",
            DefaultValueFactory = _ => WatchedByDefault,
        }.Between(0, LongestWatch);
        var command = new Command("replay", "Send dead letters back to the queue they could not be handled from.")
        {
            endpoint, message, body, watch, Skipped, BrokerOption.Address, CommonOptions.DataDirectory,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(message) ?? [];
            var order = new ReplayOrder(
                letter => wanted.Length == 0 || wanted.Contains(letter.MessageId),
                await BodyAsync(parsed.GetValue(body), wanted, cancellationToken));
            var (queue, suffixes) = (Known(parsed.GetRequiredValue(endpoint)), parsed.GetValue(Skipped) ? FailedOrSkipped : Failed);
            await using var box = await OpenAsync(parsed, cancellationToken);
            var moved = await MoveAsync(box, queue, suffixes, kept => box.ReplayAsync(kept, order, cancellationToken), cancellationToken);
            var returned = await box.ReturnedAsync(
                queue, FailedOrSkipped, moved.Ids, TimeSpan.FromSeconds(parsed.GetValue(watch)), cancellationToken);
            new Report(parsed).Document(
                new { replayed = moved.Ids, returned, skipped = moved.Skipped, missing = moved.Missing(wanted) },
                _ => Tables.Sentence($"Replayed {moved.Ids.Count}, returned {returned.Count}."));
            moved.Tell(queue, wanted);
            return returned.Count == 0 && moved.IsWhole(wanted) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command CreateDiscard()
    {
        var endpoint = EndpointArgument();
        var message = MessageOption("Id of a message to discard; may be repeated.");
        var all = new Option<bool>("--all") { Description = "Discard all dead letters of the queue." };
        var reason = new Option<string>("--reason") { Description = "Why, for those who look later.", Required = true };
        var command = new Command("discard", "Give dead letters up. They are kept 30 days more with the reason, then expire.")
        {
            endpoint, message, all, reason, Skipped, BrokerOption.Address, CommonOptions.DataDirectory,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(message) ?? [];
            if (wanted.Length == 0 == !parsed.GetValue(all))
                throw new CommandException("Name the messages with --message, or discard --all.");
            var (queue, suffixes) = (Known(parsed.GetRequiredValue(endpoint)), parsed.GetValue(Skipped) ? FailedOrSkipped : Failed);
            await using var box = await OpenAsync(parsed, cancellationToken);
            var moved = await MoveAsync(
                box, queue, suffixes,
                kept => box.DiscardAsync(
                    kept, letter => wanted.Length == 0 || wanted.Contains(letter.MessageId), parsed.GetRequiredValue(reason),
                    cancellationToken),
                cancellationToken);
            new Report(parsed).Document(
                new { discarded = moved.Ids, skipped = moved.Skipped, missing = moved.Missing(wanted) },
                _ => Tables.Sentence($"Discarded {moved.Ids.Count}."));
            moved.Tell(queue, wanted);
            return moved.IsWhole(wanted) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Argument<string> EndpointArgument() =>
        new("queue") { Description = "Queue the messages could not be handled from, as 'list' names it." };

    private static Option<string[]> MessageOption(string description) =>
        new("--message") { Description = description, HelpName = "ID" };

    private static async Task<DeadLetterBox> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var broker = BrokerOption.Named(parsed);
        try
        {
            return await DeadLetterBox.OpenAsync(broker, "engram deadletters", cancellationToken);
        }
        catch (BrokerUnreachableException e)
        {
            throw new CommandException($"The broker at {broker.Host}:{broker.Port} can't be reached ({e.GetBaseException().Message}). "
                + "Name the right one with --broker.", e);
        }
    }

    private static string Known(string endpoint) => Endpoints.Names.Contains(endpoint) ? endpoint
        : throw new CommandException($"No service consumes from a queue '{endpoint}'. Known are: {string.Join(", ", Endpoints.Names)}.");

    private static async Task<byte[]?> BodyAsync(FileInfo? file, string[] wanted, CancellationToken cancellationToken)
    {
        if (file is null)
            return null;
        if (wanted.Length != 1)
            throw new CommandException("--body replaces the body of one message: name it with --message.");
        if (!file.Exists)
            throw new CommandException($"{file.FullName} is not there.");
        var body = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        return DeadLetterReader.WhyUnreadable(body) is { } reason
            ? throw new CommandException($"{file.FullName} is no body that a consumer reads. {reason}") : body;
    }

    private static async Task<MovedLetters> MoveAsync(
        DeadLetterBox box, string endpoint, string[] suffixes, Func<DeadLetterQueue, Task<Replay>> moveAsync,
        CancellationToken cancellationToken)
    {
        var moves = new List<Replay>();
        foreach (var queue in await box.QueuesAsync([endpoint], suffixes, cancellationToken))
            moves.Add(await moveAsync(queue));
        return new MovedLetters(
            [.. moves.SelectMany(move => move.Sent.Select(letter => letter.MessageId))], [.. moves.SelectMany(move => move.Skipped)]);
    }

    private static Table DrawQueues(IEnumerable<DeadLetterQueue> queues)
    {
        var table = Tables.WithColumns("Queue", "Kept in", "Messages");
        foreach (var queue in queues)
            table.AddTexts(queue.Endpoint, queue.Queue, queue.Messages.ToString(CultureInfo.InvariantCulture));
        return table;
    }

    private static Table DrawLetters(IEnumerable<DeadLetter> letters)
    {
        var table = Tables.WithColumns("Message", "Id", "Failed", "Reason");
        foreach (var letter in letters)
            table.AddTexts(letter.MessageType ?? letter.Unreadable ?? "", letter.MessageId, letter.FailedAt ?? "", letter.Reason ?? "");
        return table;
    }

    /// <summary>The letters that a command moved, and those that it could not.</summary>
    private sealed record MovedLetters(IReadOnlyList<string> Ids, IReadOnlyList<SkippedLetter> Skipped)
    {
        public IReadOnlyList<string> Missing(string[] wanted) =>
            [.. wanted.Except(Ids).Except(Skipped.Select(letter => letter.MessageId))];

        public bool IsWhole(string[] wanted) => Skipped.Count == 0 && Missing(wanted).Count == 0;

        public void Tell(string endpoint, string[] wanted)
        {
            foreach (var letter in Skipped)
                Report.Progress($"engram: '{letter.MessageId}' stays in {letter.Queue}. {letter.Reason}");
            foreach (var id in Missing(wanted))
                Report.Progress($"engram: no dead letter of {endpoint} has the id {id}.");
        }
    }
}
