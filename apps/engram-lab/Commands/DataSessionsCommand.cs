using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.CommandLine;
using Engram.Datasets;
using Engram.Datasets.Sequences;
using Engram.Training.Recipes.Sequences;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data sessions</c>: makes up sessions over a knowledge base, to train and test recommenders on.</summary>
public static class DataSessionsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Create()
    {
        var knowledge = new Option<FileInfo>("--kb")
        {
            Description = "Knowledge base: triples, one a line.",
            DefaultValueFactory = _ => new FileInfo(Path.Combine("samples", "movies", SequenceSource.TriplesFileName)),
            HelpName = "FILE",
        };
        var subjects =
            new Option<int>("--subjects") { Description = "Sessions to make up.", DefaultValueFactory = _ => 250,
                HelpName = "N" }.Between(1, 1_000_000);
        var seed = new Option<int>("--seed") { Description = "Which sessions.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true, HelpName = "DIR" };
        var command = new Command("sessions", "Make up sessions in which the next item depends on what is known of the items: 80 % of "
            + "the events follow one of the subject's three tastes.") { knowledge, subjects, seed, output };
        command.SetAction(parsed =>
        {
            var sessions = new SyntheticSessions([.. KnowledgeBaseFile.Read(parsed.GetRequiredValue(knowledge))], parsed.GetValue(seed));
            var drawn = Enumerable.Range(1, parsed.GetValue(subjects))
                .Select(number => sessions.Draw(string.Create(CultureInfo.InvariantCulture, $"s{number}"))).ToArray();
            var folder = parsed.GetRequiredValue(output);
            folder.Create();
            Write(folder, SequenceSource.EventsFileName, drawn.SelectMany(session => session.Events));
            Write(folder, SyntheticSessions.TastesFileName, drawn.Select(session => session.Tastes));
            var made = new { folder = folder.FullName, subjects = drawn.Length, events = drawn.Sum(session => session.Events.Count) };
            new Report(parsed).Document(made,
                one => Tables.Sentence($"{one.events} events of {one.subjects} made-up subjects in {one.folder}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write<T>(DirectoryInfo folder, string name, IEnumerable<T> lines) =>
        File.WriteAllLines(Path.Combine(folder.FullName, name), lines.Select(line => JsonSerializer.Serialize(line, Json)));
}
