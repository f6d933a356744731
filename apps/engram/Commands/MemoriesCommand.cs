using System.CommandLine;
using System.Globalization;
using Engram.ApiContracts.Memories;
using Engram.Client;
using Engram.CommandLine;
using Engram.Contracts.Memories;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram memories make|import|facts|correct|withdraw|list|show|delete</c>: the memory sets that answer questions.</summary>
public static class MemoriesCommand
{
    public static Command Create() => new("memories", "Make, fill, correct, list and delete memory sets.")
    {
        CreateMake(), CreateImport(), FactsCommands.CreateList(), FactsCommands.CreateCorrect(), FactsCommands.CreateWithdraw(),
        CreateList(), CreateShow(), CreateDelete(),
    };

    private static Command CreateMake()
    {
        var defaults = new MemorySetOptions();
        var set = SetArgument();
        var hashing = new Option<HashingStrategy?>("--hashing")
        {
            Description = "By what memories are found: words, clusters, entities or scan. Default entities.", HelpName = "WAY",
        };
        var cutoff =
            new Option<int>("--frequency-cutoff") { Description = "Words in at least so many keys are not hashed.", HelpName = "N",
                DefaultValueFactory = _ => defaults.FrequencyCutoff };
        var cap =
            new Option<int?>("--bucket-cap") { Description = "Buckets with more keys are dropped; left out, none is.", HelpName = "N" };
        var clusters =
            new Option<int>("--clusters") { Description = "Number of clusters of word vectors.", HelpName = "K",
                DefaultValueFactory = _ => defaults.Clusters };
        var window =
            new Option<int>("--window-words") { Description = "Width of a document window, odd.", HelpName = "W",
                DefaultValueFactory = _ => defaults.WindowWords };
        var command = new Command(
            "make", "Make a memory set other than the default.") { set, hashing, cutoff, cap, clusters, window, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var options = new MemorySetOptions
            {
                Hashing = parsed.GetValue(hashing),
                FrequencyCutoff = parsed.GetValue(cutoff),
                BucketCap = parsed.GetValue(cap),
                Clusters = parsed.GetValue(clusters),
                WindowWords = parsed.GetValue(window),
            };
            new Report(parsed)
                .Document(await gateway.MakeMemorySetAsync(parsed.GetRequiredValue(set), options, cancellationToken), made => Draw([made]));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateImport()
    {
        var file = NdjsonInput.Argument(
            "NDJSON: {\"subject\", \"relation\", \"object\", \"source\"} or {\"title\", \"text\"} or "
            + "{\"id\", \"text\", \"ocr\", \"attributes\", \"keyphrases\"} a line.");
        var set = new Option<string>("--set")
        {
            Description =
                "Memory set to import into; it is made when it is not there, for posts hashed by words.", Required = true, HelpName = "SET",
        };
        var format =
            new Option<MemoryFormat>("--format") { Description = "triples, documents or posts.", Required = true, HelpName = "FORMAT" };
        var replace = new Option<bool>("--replace")
        {
            Description = "What the lines say of a subject and relation, or of a title, takes the place of what the set holds of it.",
        };
        var command = new Command("import", "Import facts, documents or tagged posts into a memory set.")
        {
            file, set, format, replace, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            await using var lines = NdjsonInput.OpenStream(parsed.GetRequiredValue(file));
            var name = parsed.GetRequiredValue(set);
            if ((await gateway.ListMemorySetsAsync(cancellationToken)).Memories.All(known => known.Name != name))
                await gateway.MakeMemorySetAsync(name, parsed.GetValue(format), cancellationToken);
            // WaitAsync, because a read from an idle terminal blocks and ignores its token.
            var imported = await gateway.ImportAsync(
                name, parsed.GetValue(format), parsed.GetValue(replace), lines, cancellationToken).WaitAsync(cancellationToken);
            new Report(parsed).Document(imported, Describe);
            foreach (var rejected in imported.Rejected)
                Report.Progress($"engram: line {rejected.Line}: {rejected.Problem.Title}: {rejected.Problem.Detail}");
            return Outcome(imported);
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the memory sets.") { CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            new Report(parsed).Document(await gateway.ListMemorySetsAsync(cancellationToken), list => Draw(list.Memories));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var set = SetArgument();
        var command = new Command("show", "Show a memory set's size and what is on its way into it.") { set, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            new Report(parsed)
                .Document(await gateway.GetMemorySetAsync(parsed.GetRequiredValue(set), cancellationToken), found => Draw([found]));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDelete()
    {
        var set = SetArgument();
        var command = new Command("delete", "Delete a memory set and all it holds.") { set, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            await gateway.DeleteMemorySetAsync(parsed.GetRequiredValue(set), cancellationToken);
            new Report(parsed)
                .Document(new { deleted = parsed.GetRequiredValue(set) }, deleted => Tables.Sentence($"Deleted {deleted.deleted}."));
            return ExitCodes.Done;
        });
        return command;
    }

    internal static Argument<string> SetArgument() => new("set") { Description = "Name of the memory set." };

    /// <summary>Reports the failures of an import, correction or withdrawal, and returns the exit code.</summary>
    internal static int Outcome(ImportResult imported)
    {
        if (imported.Progress.Fault is { } fault)
            Report.Progress($"engram: {imported.Progress.Failed} chunks were not stored: {fault.Reason}");
        return imported is { RejectedLines: 0, Progress.Failed: 0 } ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static Spectre.Console.Rendering.IRenderable Describe(ImportResult imported) => Tables.Sentence(
        $"{imported.Accepted} lines imported into {imported.Memory}, {imported.Progress.Added} memories added, "
        + $"{imported.Progress.Removed} replaced, {imported.RejectedLines} lines refused.");

    private static Table Draw(IEnumerable<MemorySetResource> sets)
    {
        var table = Tables.WithColumns("Memory set", "Hashing", "Memories", "Words", "Hashed words", "Epoch", "Imports pending");
        foreach (var set in sets)
        {
            table.AddTexts(
                set.Name, set.Hashing.ToString().ToLowerInvariant(), Number(set.Statistics.Memories), Number(set.Statistics.Words),
                Number(set.Statistics.HashedWords), Number(set.Statistics.Epoch),
                Number(set.PendingImports));
        }

        return table;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
