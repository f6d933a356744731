using System.CommandLine;
using System.Globalization;
using Engram.Cli.DeadLetters;
using Engram.CommandLine;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram deadletters list|show|replay</c>: messages that consumers could not handle, read directly from the broker.</summary>
public static class DeadLettersCommand
{
    private const int ShownByDefault = 20;

    public static Command Create() =>
        new("deadletters", "Show and replay messages that a service could not handle.") { CreateList(), CreateShow(), CreateReplay() };

    private static Command CreateList()
    {
        var command = new Command("list", "Count the dead letters of each queue.") { BrokerOption.Address, CommonOptions.DataDirectory };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var box = await OpenAsync(parsed, cancellationToken);
            var queues = await box.QueuesAsync(Endpoints.Names, cancellationToken);
            new Report(parsed).Document(queues, found => found.Count == 0 ? Tables.Sentence("No dead letters.") : DrawQueues(found));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var endpoint = EndpointArgument();
        var count = new Option<int>("--count") { Description = "Most messages to show.", DefaultValueFactory = _ => ShownByDefault };
        var command = new Command("show", "Show the dead letters of one queue, and leave them there.") { endpoint, count,
            BrokerOption.Address, CommonOptions.DataDirectory };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var box = await OpenAsync(parsed, cancellationToken);
            var letters = new List<DeadLetter>();
            foreach (var queue in await QueuesOfAsync(box, parsed.GetRequiredValue(endpoint), cancellationToken))
                letters.AddRange(await box.PeekAsync(queue, parsed.GetValue(count) - letters.Count, cancellationToken));
            new Report(parsed).Document(letters, found => found.Count == 0 ? Tables.Sentence("No dead letters.") : DrawLetters(found));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateReplay()
    {
        var endpoint = EndpointArgument();
        var message =
            new Option<string[]>("--message") { Description = "Id of a message to replay; may be repeated. Default: all.",
                HelpName = "ID" };
        var command = new Command("replay", "Send dead letters back to the queue they could not be handled from.") { endpoint, message,
            BrokerOption.Address, CommonOptions.DataDirectory };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var box = await OpenAsync(parsed, cancellationToken);
            var wanted = parsed.GetValue(message) ?? [];
            var replays = new List<Replay>();
            foreach (var queue in await QueuesOfAsync(box, parsed.GetRequiredValue(endpoint), cancellationToken))
                replays.Add(await box.ReplayAsync(queue, letter => wanted.Length == 0 || wanted.Contains(letter.MessageId),
                    cancellationToken));

            var sent = replays.SelectMany(replay => replay.Sent.Select(letter => letter.MessageId)).ToList();
            var skipped = replays.SelectMany(replay => replay.Skipped).ToList();
            var missing = wanted.Except(sent).Except(skipped.Select(letter => letter.MessageId)).ToArray();
            new Report(parsed).Document(new { replayed = sent, skipped, missing }, result => Tables.Sentence($"Replayed {sent.Count}."));
            foreach (var letter in skipped)
                Report.Progress($"engram: '{letter.MessageId}' stays in {letter.Queue}. {letter.Reason}");
            foreach (var id in missing)
                Report.Progress($"engram: no dead letter of {parsed.GetRequiredValue(endpoint)} has the id {id}.");
            return missing.Length == 0 && skipped.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Argument<string> EndpointArgument() =>
        new("queue") { Description = "Queue the messages could not be handled from, as 'list' names it." };

    private static Task<DeadLetterBox> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        DeadLetterBox.OpenAsync(BrokerOption.Named(parsed), cancellationToken);

    private static async Task<IReadOnlyList<DeadLetterQueue>> QueuesOfAsync(
        DeadLetterBox box, string endpoint, CancellationToken cancellationToken)
    {
        var known = Endpoints.Names;
        return known.Contains(endpoint)
            ? await box.QueuesAsync([endpoint], cancellationToken)
            : throw new CommandException($"No service consumes from a queue '{endpoint}'. Known are: {string.Join(", ", known)}.");
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
}
