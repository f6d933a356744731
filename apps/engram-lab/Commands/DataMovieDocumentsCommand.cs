using System.CommandLine;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data movie-documents</c>: writes a synthetic document about each film of a knowledge base.</summary>
public static class DataMovieDocumentsCommand
{
    public static Command Create()
    {
        var knowledge =
            new Option<FileInfo>("--kb") { Description = "Knowledge base: subject|relation|object a line.", HelpName = "FILE",
                Required = true };
        var templates =
            new Option<string>("--templates") { Description = "Tell each relation in one way, or in all there are.",
                DefaultValueFactory = _ => "one", HelpName = "one|all" };
        templates.AcceptOnlyFromAmong("one", "all");
        var conjunctions =
            new Option<bool>("--conjunctions") { Description = "Let half of the facts share a sentence with the one before." };
        var coreference = new Option<bool>("--coreference") { Description = "Let four of five sentences after the first say 'it' or 'the "
            + "film' for the title." };
        var seed = new Option<int>("--seed") { Description = "Seed of what is drawn.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var target =
            new Option<FileInfo>("--out") { Description = "File for the documents, one JSON object a line.", HelpName = "FILE",
                Required = true };
        var command = new Command(
            "movie-documents", "Write a synthetic document about each film of a knowledge base.") { knowledge, templates, conjunctions,
            coreference, seed, target };
        command.SetAction(parsed =>
        {
            var style =
                new DocumentStyle { AllTemplates = parsed.GetValue(templates) == "all", Conjunctions = parsed.GetValue(conjunctions),
                    Coreference = parsed.GetValue(coreference) };
            var documents = new MovieDocuments(KnowledgeBase.Read(parsed.GetRequiredValue(knowledge).FullName), style,
                new Random(parsed.GetValue(seed))).Write().ToArray();
            var path = parsed.GetRequiredValue(target).FullName;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllLines(path, documents.Select(document => JsonSerializer.Serialize(document, CliJson.OneLine)));
            new Report(parsed).Document(new { file = path, synthetic = documents.Length },
                made => Tables.Sentence($"{made.synthetic} synthetic documents in {made.file}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
