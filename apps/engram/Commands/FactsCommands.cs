using System.CommandLine;
using Engram.ApiContracts.Memories;
using Engram.Client;
using Engram.CommandLine;
using Engram.Contracts.Memories;
using Spectre.Console.Rendering;

namespace Engram.Cli.Commands;

/// <summary><c>engram memories facts|correct|withdraw</c>: single facts and documents of a memory set.</summary>
internal static class FactsCommands
{
    private const int DefaultMost = 1000;

    public static Command CreateList()
    {
        var set = MemoriesCommand.SetArgument();
        var entity = Text("--entity", "Only facts with this subject or object, whatever its case and accents.");
        var relation = Text("--relation", "Only facts of this relation.");
        var text = Text("--text", "Only what holds all of these words, whatever their case and accents.");
        var most = new Option<int>("--most")
        {
            Description = "Most that are listed.", HelpName = "N", DefaultValueFactory = _ => DefaultMost,
        };
        var command = new Command("facts", "List what a memory set holds: facts, sentences of documents, tagged posts, one a line.")
        {
            set, entity, relation, text, most, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var filter = new FactFilter(parsed.GetValue(entity), parsed.GetValue(relation), parsed.GetValue(text));
            var report = new Report(parsed);
            var listed = 0;
            await foreach (var fact in gateway.ListFactsAsync(parsed.GetRequiredValue(set), filter, cancellationToken))
            {
                if (++listed > parsed.GetValue(most))
                {
                    Report.Progress($"engram: there are more than {parsed.GetValue(most)}; --most N lists more.");
                    break;
                }

                report.Line(fact, Describe);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    public static Command CreateCorrect()
    {
        var (set, key) = (MemoriesCommand.SetArgument(), new FactKey());
        var objects = new Option<string[]>("--object")
        {
            Description = "Object that the facts have from now on; may be given more than once.", HelpName = "TEXT",
        };
        var text = Text("--text", "Text that the document of the title has from now on.");
        var source = Text("--source", "Where the facts come from, in any words.");
        var command = new Command(
            "correct", "Put other objects in place of those of a subject and relation, or another text in place of a title's.")
        {
            set, key.Subject, key.Relation, objects, source, key.Title, text, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var name = parsed.GetRequiredValue(set);
            if (key.TitleIn(parsed) is { } title)
            {
                var document = new DocumentCorrection { Text = parsed.GetValue(text) };
                return Tell(parsed, await gateway.CorrectDocumentAsync(name, title, document, cancellationToken));
            }

            var (subject, relation) = key.FactIn(parsed);
            var correction = new FactCorrection { Objects = parsed.GetValue(objects), Source = parsed.GetValue(source) };
            return Tell(parsed, await gateway.CorrectFactsAsync(name, subject, relation, correction, cancellationToken));
        });
        return command;
    }

    public static Command CreateWithdraw()
    {
        var (set, key) = (MemoriesCommand.SetArgument(), new FactKey());
        var value = Text("--object", "Object of the one fact; left out, all facts of subject and relation are withdrawn.");
        var command = new Command(
            "withdraw", "Take a fact, all facts of a subject and relation, or the documents of a title out of a memory set.")
        {
            set, key.Subject, key.Relation, value, key.Title, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var name = parsed.GetRequiredValue(set);
            if (key.TitleIn(parsed) is { } title)
                return Tell(parsed, await gateway.WithdrawDocumentAsync(name, title, cancellationToken));
            var (subject, relation) = key.FactIn(parsed);
            return Tell(parsed, await gateway.WithdrawFactsAsync(name, subject, relation, parsed.GetValue(value), cancellationToken));
        });
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    private static int Tell(ParseResult parsed, ImportResult done)
    {
        new Report(parsed).Document(done, Describe);
        return MemoriesCommand.Outcome(done);
    }

    private static string Describe(ListedFact fact) => fact switch
    {
        { Kind: FactKind.Triple } =>
            $"{fact.Subject} {fact.Relation} {fact.ObjectText}{(fact.Source is null ? "" : $"   ({fact.Source})")}",
        { Kind: FactKind.Post } => $"{fact.Text} -> {string.Join(", ", fact.Keyphrases ?? [])}",
        _ => fact.Text ?? "",
    };

    private static IRenderable Describe(ImportResult done) =>
        Tables.Sentence($"{done.Progress.Removed} memories removed from {done.Memory}, {done.Progress.Added} added.");

    /// <summary>Options that identify facts or documents.</summary>
    private sealed class FactKey
    {
        public Option<string?> Subject { get; } = Text("--subject", "Subject of the facts.");

        public Option<string?> Relation { get; } = Text("--relation", "Their relation, for example directed_by.");

        public Option<string?> Title { get; } = Text("--title", "Title of the documents, in place of subject and relation.");

        public string? TitleIn(ParseResult parsed) => parsed.GetValue(Title);

        /// <exception cref="CommandException">The options identify neither facts nor documents.</exception>
        public (string Subject, string Relation) FactIn(ParseResult parsed) =>
            (parsed.GetValue(Subject), parsed.GetValue(Relation)) is ({ } subject, { } relation)
            ? (subject, relation)
            : throw new CommandException("Name facts by --subject and --relation, or documents by --title.");
    }
}
