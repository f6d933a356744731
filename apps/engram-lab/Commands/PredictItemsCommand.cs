using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Datasets.Sequences;
using Engram.Inference;
using Engram.Lab.KnowledgeBases;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore.Sessions;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab predict items</c>: what comes next for a subject, and because of which relation.</summary>
public static class PredictItemsCommand
{
    private const int ShownRelations = 3;

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model")
        {
            Description = "A package, a folder of its versions, or a folder of packages with one model.", HelpName = "DIR", Required = true,
        };
        var events = new Option<FileInfo>("--events")
        {
            Description = "Events: {\"subject\", \"item\", \"at\"} a line.", HelpName = "FILE", Required = true,
        };
        var subject = new Option<string>("--subject") { Description = "Whose next item.", HelpName = "NAME", Required = true };
        var max = new Option<int>("--max") { Description = "Most items.", DefaultValueFactory = _ => 10, HelpName = "N" }.Between(1, 1000);
        var repeats = new Option<bool>("--repeats") { Description = "Rank what the subject has met already, too." };
        var command = new Command("items", "Rank a subject's next item, with the relations and values it follows.") { model, events,
            subject, max, repeats };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(events);
            if (!file.Exists)
                throw new CommandException($"{file} does not exist.");
            var name = parsed.GetRequiredValue(subject);
            string[] history = [.. SequenceSource.ReadLines<SequenceEvent>(file).Where(one => one.Subject == name).OrderBy(one => one.At)
                .Select(one => one.Item)];
            if (history.Length == 0)
                throw new CommandException($"{file} holds no event of '{name}'.");
            using var session = SequenceSession.Open(
                PackageFolder.Find(parsed.GetRequiredValue(model).FullName), ExecutionDevice.Choose(new InferenceOptions()));
            var found = session.Recommend(history, parsed.GetValue(max), excludeSeen: !parsed.GetValue(repeats));
            if (found.Items.Count == 0)
                throw new CommandException($"{session.Package.Id} knows none of the items of '{name}'.");
            new Report(parsed).Document(found, one => Draw(name, one));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Rows Draw(string subject, NextItems found)
    {
        var table = Tables.WithColumns("next for " + subject, "probability");
        foreach (var item in found.Items)
            table.AddTexts(item.Item, item.Score.ToString("F4", CultureInfo.InvariantCulture));
        var because = found.Relations.Take(ShownRelations).Select(reason => string.Create(
            CultureInfo.InvariantCulture, $"because of {reason.Relation} {reason.Weight:F2}: {string.Join(", ", reason.NearestValues)}"));
        var unknown = found.UnknownItems.Count == 0 ? [] : (string[])[$"not known to the model: {string.Join(", ", found.UnknownItems)}"];
        return new Rows([table, .. because.Concat(unknown).Select(Tables.Sentence)]);
    }
}
