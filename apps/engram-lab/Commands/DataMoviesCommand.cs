using System.CommandLine;
using Engram.CommandLine;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data movies</c>: makes the knowledge base that the starter key-value memory network is trained on.</summary>
public static class DataMoviesCommand
{
    public static Command Create()
    {
        var source =
            new Option<FileInfo>("--source") { Description = "data/movies.json of the npm package vega-datasets.", HelpName = "FILE",
                Required = true };
        var folder = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for the knowledge base.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("samples", "movies")),
            HelpName = "DIR",
        };
        var command = new Command(
            "movies", "Make the movie knowledge base: triples of title, relation and what is known.") { source, folder };
        command.SetAction(parsed =>
        {
            var triples = MovieKnowledgeBase.Read(parsed.GetRequiredValue(source).FullName);
            var path = Path.Combine(parsed.GetRequiredValue(folder).FullName, KeyValueMemoryTraining.TriplesFileName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            TripleFile.Write(path, triples);
            new Report(parsed)
                .Document(new { file = path, triples = triples.Count }, made => Tables.Sentence($"{made.triples} triples in {made.file}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
