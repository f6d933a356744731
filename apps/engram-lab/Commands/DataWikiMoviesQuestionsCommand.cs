using System.CommandLine;
using Engram.CommandLine;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data wikimovies-questions</c>: generates synthetic questions about a knowledge base, with the wording of
/// questions that people wrote.</summary>
public static class DataWikiMoviesQuestionsCommand
{
    public static Command Create()
    {
        var knowledge =
            new Option<FileInfo>("--kb") { Description = "Knowledge base: subject|relation|object a line.", HelpName = "FILE",
                Required = true };
        var questions = Files("--questions", "Questions whose words are taken: question<TAB>answer|answer a line.");
        questions.Required = true;
        var types =
            new Option<FileInfo?>("--types") { Description = "Type of each question of the one file of questions, line by line.",
                HelpName = "FILE" };
        var leaveOut = Files("--leave-out", "Questions that are not to be made, in these or other words; or hashes of what held-back "
            + "ones ask: hops<TAB>16 hex digits of SHA-256 of entity|type a line.");
        var count =
            new Option<int>("--count") { Description = "Questions to make.", HelpName = "N", Required = true }.Between(1, int.MaxValue);
        var seed = new Option<int>("--seed") { Description = "Seed of what is drawn.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var target = new Option<FileInfo>("--out") { Description = "File for the questions.", HelpName = "FILE", Required = true };
        var command = new Command(
            "wikimovies-questions", "Make synthetic questions about a knowledge base from the words of given ones.") { knowledge,
            questions, types, leaveOut, count, seed, target };
        command.SetAction(parsed =>
        {
            var files = parsed.GetRequiredValue(questions);
            if (parsed.GetValue(types) is not null && files.Length != 1)
                throw new CommandException("--types belongs to one file of --questions.");
            var synthetic = new SyntheticQuestions(KnowledgeBase.Read(parsed.GetRequiredValue(knowledge).FullName));
            var templates = synthetic.Mine(files.SelectMany(file => QuestionFile.Read(file.FullName, parsed.GetValue(types)?.FullName)));
            var heldBack = new LeftOutQuestions();
            var byHash = (parsed.GetValue(leaveOut) ?? []).ToLookup(file => LeftOutQuestions.IsFileOfHashes(file.FullName));
            foreach (var file in byHash[true])
                heldBack.Add(file.FullName);
            var leftOut = byHash[false].SelectMany(file => QuestionFile.Read(file.FullName));
            var path = parsed.GetRequiredValue(target).FullName;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var made = synthetic.Ask(templates, leftOut, heldBack, parsed.GetValue(count), new Random(parsed.GetValue(seed)));
            File.WriteAllLines(path, made.Select(question => $"{question.Text}\t{string.Join('|', question.Answers)}"));
            new Report(parsed).Document(
                new { file = path, synthetic = parsed.GetValue(count), templates = templates.Count,
                    paths = templates.CountBy(template => string.Join(' ', template.Path)).ToDictionary() },
                result => Tables.Sentence($"{result.synthetic} synthetic questions in {result.file}, from {result.templates} templates "
                    + $"of {result.paths.Count} paths."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<FileInfo[]> Files(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
}
