using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Engram.ApiContracts.Sequences;
using Engram.Client;
using Engram.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Engram.Cli.Commands;

/// <summary><c>engram sequences put|import|list|subjects|export|delete</c>: which subject met which item, and when.</summary>
public static class SequencesCommand
{
    public static Command Create() => new("sequences", "Keep events of subjects, from which 'engram recommend' goes on.")
    {
        CreatePut(), CreateImport(), CreateList(), CreateSubjects(), CreateExport(), CreateDelete(),
    };

    private static Command CreatePut()
    {
        var set = SetArgument();
        var days = new Option<int?>("--retention-days")
        {
            Description = "Days after which an event is deleted, counted from its time. Default: none is.", HelpName = "N",
        };
        var command = new Command("put", "Make a sequence set, or change how long it keeps events.")
        {
            set, days, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var options = new SequenceSetOptions { RetentionDays = parsed.GetValue(days) };
            new Report(parsed).Document(
                await gateway.PutSequenceSetAsync(parsed.GetRequiredValue(set), options, cancellationToken), made => Draw([made]));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateImport()
    {
        var file = NdjsonInput.Argument("NDJSON: {\"id\", \"subject\", \"item\", \"at\"} a line.");
        var set = new Option<string>("--set")
        {
            Description = "Sequence set to add to; 'engram sequences put' makes it.", Required = true, HelpName = "SET",
        };
        var command = new Command("import", "Add events to a sequence set. An event is taken once, by its id.")
        {
            file, set, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            await using var lines = NdjsonInput.OpenStream(parsed.GetRequiredValue(file));
            // WaitAsync, because a read from an idle terminal blocks and ignores its token.
            var added = await gateway.AddEventsAsync(parsed.GetRequiredValue(set), lines, cancellationToken).WaitAsync(cancellationToken);
            new Report(parsed).Document(added, Describe);
            foreach (var rejected in added.Rejected)
                Report.Progress($"engram: line {rejected.Line}: {rejected.Problem.Title}: {rejected.Problem.Detail}");
            return added.RejectedLines == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the sequence sets.") { CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            new Report(parsed).Document(await gateway.ListSequenceSetsAsync(cancellationToken), list => Draw(list.Sequences));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateSubjects()
    {
        var set = SetArgument();
        var command = new Command("subjects", "List the subjects of a sequence set, by name.") { set, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            await foreach (var subject in gateway.ListSubjectsAsync(parsed.GetRequiredValue(set), cancellationToken))
                report.Line(subject, one => $"{one.Subject}\t{one.Events} events\t{one.FirstAt:u}\t{one.LastAt:u}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateExport()
    {
        var set = SetArgument();
        var subject = SubjectOption();
        var command = new Command("export", "Print the events of a sequence set, or of a subject, as lines that 'import' takes.")
        {
            set, subject, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            var name = parsed.GetRequiredValue(set);
            var events = parsed.GetValue(subject) is { } wanted ? gateway.ExportSubjectAsync(name, wanted, cancellationToken)
                : gateway.ExportSequenceSetAsync(name, cancellationToken);
            await foreach (var one in events)
                report.Line(one, line => JsonSerializer.Serialize(line, CliJson.OneLine));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDelete()
    {
        var set = SetArgument();
        var subject = SubjectOption();
        var command = new Command(
            "delete", "Delete a sequence set, or with --subject a subject: its events up to now are never taken again.")
        {
            set, subject, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var name = parsed.GetRequiredValue(set);
            if (parsed.GetValue(subject) is { } forgotten)
                await gateway.DeleteSubjectAsync(name, forgotten, cancellationToken);
            else
                await gateway.DeleteSequenceSetAsync(name, cancellationToken);
            new Report(parsed).Document(
                new { deleted = parsed.GetValue(subject) ?? name }, deleted => Tables.Sentence($"Deleted {deleted.deleted}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> SetArgument() => new("set") { Description = "Name of the sequence set." };

    private static Option<string?> SubjectOption() => new("--subject") { Description = "The subject.", HelpName = "NAME" };

    private static IRenderable Describe(EventUploadResult added) => Tables.Sentence(
        $"{added.Added} events added to {added.Set}, {added.Known} known already, {added.Forgotten} of deleted subjects and "
        + $"{added.Expired} too old were not taken, {added.RejectedLines} lines refused.");

    private static Table Draw(IEnumerable<SequenceSetResource> sets)
    {
        var table = Tables.WithColumns("Sequence set", "Events", "Kept for", "Epoch");
        foreach (var set in sets)
        {
            table.AddTexts(
                set.Name, set.Events.ToString(CultureInfo.InvariantCulture),
                set.RetentionDays is { } days ? string.Create(CultureInfo.InvariantCulture, $"{days} days") : "ever",
                set.Epoch.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }
}
