using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Lab.Stories;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Training.Recipes.Stories;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate babi</c>: compares the errors of trained packages on the bAbI tasks with published ones.</summary>
public static class EvaluateBabiCommand
{
    private static readonly Option<DirectoryInfo> Model = new("--model") { Description = "Package, or folder of packages of which each "
        + "task takes the one that was trained for it.", Required = true, HelpName = "DIR" };
    private static readonly Option<DirectoryInfo> Data =
        new("--data") { Description = "Folder with the files of the tasks, qaN_NAME_test.txt.", Required = true, HelpName = "DIR" };
    private static readonly Option<int[]> Tasks = TaskNumbers.CreateOption();
    private static readonly Option<StorySplit> Split = new("--split")
    {
        Description = "Which questions: test, train, or validation, which are held out of training where they have no file of their own.",
        DefaultValueFactory = _ => StorySplit.Test,
        HelpName = "test|train|validation",
    };

    private static readonly Option<DirectoryInfo?> Fresh = new("--fresh")
    {
        Description = "Folder with longer training files of the same tasks: measure, in place of --split, on their stories that the "
            + "training files of --data do not hold.",
        HelpName = "DIR",
    };

    private static readonly Option<int> Threads =
        new("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Command Create()
    {
        var command = new Command(
            "babi", "Measure the error on each task, in percent, and their mean.") { Model, Data, Tasks, Split, Fresh, Threads };
        command.SetAction((parsed, cancellationToken) =>
        {
            var errors = Evaluate(parsed, cancellationToken);
            new Report(parsed).Document(ToJson(errors), _ => Draw(errors));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static List<TaskError> Evaluate(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (packages, part) = (StoryPackages.Open(parsed.GetRequiredValue(Model).FullName), parsed.GetValue(Split));
        var folder = StoryFolder.Open(parsed.GetRequiredValue(Data).FullName);
        var fresh = parsed.GetValue(Fresh) is { } other ? StoryFolder.Open(other.FullName) : null;
        if (fresh is not null && parsed.GetResult(Split) is { Implicit: false })
            throw new CommandException("--fresh takes the place of --split: give one of them.");
        var readers = new Dictionary<string, StoryReader>(StringComparer.Ordinal);
        var errors = new List<TaskError>();
        try
        {
            foreach (var task in parsed.GetRequiredValue(Tasks))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (fresh is null && !folder.TasksOf(part).Contains(task))
                    Report.Progress(string.Create(
                        CultureInfo.InvariantCulture,
                        $"engram: task {task} is left out: {parsed.GetRequiredValue(Data)} holds no "
                        + $"{part.ToString().ToLowerInvariant()} file of it."));
                else if (fresh is not null && new[] { folder, fresh }.Any(files => files.Find(task, StorySplit.Train) is null))
                    Report.Progress(string.Create(
                        CultureInfo.InvariantCulture,
                        $"engram: task {task} is left out: {parsed.GetRequiredValue(Data)} or "
                        + $"{parsed.GetValue(Fresh)} holds no training file of it."));
                else if (packages.Find(task) is not { } package)
                    Report.Progress(
                        Invariant($"engram: task {task} is left out: no package of {parsed.GetRequiredValue(Model)} was trained for it."));
                else
                    errors.Add(
                        Measure(
                            task, package, QuestionsOf(task, package), readers.TryGetValue(package.Id, out var open) ? open
                                : readers[package.Id] = new StoryReader(package, parsed.GetValue(Threads))));
            }
        }
        finally
        {
            foreach (var reader in readers.Values)
                reader.Dispose();
        }

        IReadOnlyList<StoryQuestion> QuestionsOf(int task, InstalledModel package) => fresh is null
            ? folder.Read(task, part, package.Manifest.Parameter<double>(StoryTask.HeldOutParameter),
                package.Manifest.Parameter<int>(StoryTask.SplitSeedParameter))
            : fresh.ReadWithout(folder, task);

        return errors.Count > 0 ? errors
            : throw new CommandException("There is nothing to measure: no task has both questions and a package that was trained for it.");
    }

    private static TaskError Measure(int task, InstalledModel package, IReadOnlyList<StoryQuestion> questions, StoryReader reader)
    {
        var wrong = questions.Zip(reader.Answer(questions))
            .Count(pair => MemoryEncoder.AnswerOf(pair.First.Answer) != MemoryEncoder.AnswerOf(pair.Second));
        return new TaskError(task, package.Id, questions.Count, 100.0 * wrong / questions.Count,
            PublishedErrors.For(package, package.Manifest.Parameter<int[]>(StoryTask.TasksParameter).Length));
    }

    private static JsonObject ToJson(List<TaskError> errors) => new()
    {
        ["tasks"] = new JsonObject(errors.Select(error => KeyValuePair.Create(Invariant($"{error.Task}"), (JsonNode?)error.Percent))),
        ["mean"] = errors.Average(error => error.Percent),
        ["questions"] = errors.Sum(error => error.Questions),
        ["models"] = new JsonArray([.. errors.Select(error => error.Model).Distinct().Select(model => (JsonNode)model)]),
    };

    private static Table Draw(List<TaskError> errors)
    {
        var source = errors.Select(error => error.Published?.Source).Distinct().ToArray() is [{ } one] ? one : "published";
        var table = Tables.WithColumns("Task", "Questions", "Error %", source);
        foreach (var error in errors)
            table.AddTexts(
                Invariant($"{error.Task}"), Invariant($"{error.Questions}"), Percent(error.Percent), Percent(error.PublishedPercent));
        var published = errors.Select(error => error.PublishedPercent).ToArray();
        return table.AddTexts(
            "mean", Invariant($"{errors.Sum(error => error.Questions)}"), Percent(errors.Average(error => error.Percent)),
            Percent(published.All(percent => percent is not null) ? published.Average() : null));
    }

    private static string Percent(double? value) => value is { } percent ? percent.ToString("F1", CultureInfo.InvariantCulture) : "-";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record TaskError(int Task, string Model, int Questions, double Percent, PublishedErrors? Published)
    {
        public double? PublishedPercent => Published?.Of(Task);
    }
}
