using System.CommandLine;
using Engram.Cli.Output;
using Engram.Gateway.Memories;
using Spectre.Console.Rendering;

namespace Engram.Cli.Commands;

/// <summary><c>engram memories correct|withdraw</c>: single facts and documents of a memory set.</summary>
internal static class FactsCommands
{
    public static Command CreateCorrect()
    {
        var (set, key) = (MemoriesCommand.SetArgument(), new FactKey());
        var objects = new Option<string[]>("--object") { Description = "Object that the facts have from now on; may be given more than once.", HelpName = "TEXT" };
        var text = new Option<string?>("--text") { Description = "Text that the document of the title has from now on.", HelpName = "TEXT" };
        var command = new Command("correct", "Put other objects in place of those of a subject and relation, or another text in place of a title's.")
        {
            set, key.Subject, key.Relation, objects, key.Title, text, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var name = parsed.GetRequiredValue(set);
            if (key.TitleIn(parsed) is { } title)
                return Tell(parsed, await gateway.CorrectDocumentAsync(name, title, new DocumentCorrection { Text = parsed.GetValue(text) }, cancellationToken));
            var (subject, relation) = key.FactIn(parsed);
            return Tell(parsed, await gateway.CorrectFactsAsync(name, subject, relation, new FactCorrection { Objects = parsed.GetValue(objects) }, cancellationToken));
        });
        return command;
    }

    public static Command CreateWithdraw()
    {
        var (set, key) = (MemoriesCommand.SetArgument(), new FactKey());
        var value = new Option<string?>("--object") { Description = "Object of the one fact; left out, all facts of subject and relation are withdrawn.", HelpName = "TEXT" };
        var command = new Command("withdraw", "Take a fact, all facts of a subject and relation, or the documents of a title out of a memory set.")
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

    private static int Tell(ParseResult parsed, ImportResult done)
    {
        new Report(parsed).Document(done, Describe);
        return MemoriesCommand.Outcome(done);
    }

    private static IRenderable Describe(ImportResult done) =>
        Tables.Sentence($"{done.Progress.Removed} memories removed from {done.Memory}, {done.Progress.Added} added.");

    /// <summary>The options that name facts or documents.</summary>
    private sealed class FactKey
    {
        public Option<string?> Subject { get; } = new("--subject") { Description = "Subject of the facts.", HelpName = "TEXT" };

        public Option<string?> Relation { get; } = new("--relation") { Description = "Their relation, for example directed_by.", HelpName = "TEXT" };

        public Option<string?> Title { get; } = new("--title") { Description = "Title of the documents, in place of subject and relation.", HelpName = "TEXT" };

        public string? TitleIn(ParseResult parsed) => parsed.GetValue(Title);

        /// <exception cref="CommandException">Neither facts nor documents are named.</exception>
        public (string Subject, string Relation) FactIn(ParseResult parsed) => (parsed.GetValue(Subject), parsed.GetValue(Relation)) is ({ } subject, { } relation)
            ? (subject, relation)
            : throw new CommandException("Name facts by --subject and --relation, or documents by --title.");
    }
}
