using System.CommandLine;
using Engram.CommandLine;
using Engram.Datasets.Sequences;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Sequences;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data phrases</c>: makes exported events of authors a folder to train a recommender of keyphrases on.</summary>
public static class DataPhrasesCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("events") { Description = "Events as 'engram sequences export SET' prints them." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true, HelpName = "DIR" };
        var command = new Command("phrases", "Prepare events of authors to train a recommender of keyphrases on: the events, and what they "
            + "say of the phrases, their words and which are used together, as a knowledge base.") { file, output };
        command.SetAction(parsed =>
        {
            var source = parsed.GetRequiredValue(file);
            SequenceEvent[] events = [.. SequenceSource.ReadLines<SequenceEvent>(source)];
            var facts = KeyphraseTriples.Of(events);
            var folder = parsed.GetRequiredValue(output);
            folder.Create();
            source.CopyTo(Path.Combine(folder.FullName, SequenceSource.EventsFileName), overwrite: true);
            TripleFile.Write(Path.Combine(folder.FullName, SequenceSource.TriplesFileName), facts);
            var made = new { folder = folder.FullName, events = events.Length, facts = facts.Count };
            new Report(parsed).Document(
                made, one => Tables.Sentence($"{one.events} events and {one.facts} facts of their keyphrases in {one.folder}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
