using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Engram.CommandLine;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab train babi</c>: trains memory networks on the stories of the bAbI tasks, one per task or one for all.</summary>
public static class TrainBabiCommand
{
    private static readonly Option<string> Model =
        new("--model") { Description = "Which network.", Required = true, HelpName = string.Join('|', StoryTraining.Kinds) };
    private static readonly Option<DirectoryInfo> Data =
        new("--data") { Description = "Folder with the files of the tasks, qaN_NAME_train.txt.", Required = true, HelpName = "DIR" };
    private static readonly Option<int[]> Tasks = TaskNumbers.CreateOption();
    private static readonly Option<bool> Joint = new("--joint") { Description = "One network for all tasks rather than one for each." };
    private static readonly Option<int?> Restarts = new("--restarts") { Description = "Trainings from other initial weights; the one "
        + "with the lowest training loss is kept.", HelpName = "N" };

    public static Command Create()
    {
        Model.AcceptOnlyFromAmong([.. StoryTraining.Kinds]);
        var common = new TrainOptions(needsExperiment: false);
        var command = new Command(
            "babi", "Train a memory network on stories and questions about them.") { Model, Data, Tasks, Joint, Restarts };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var kind = new StoryTraining(parsed.GetRequiredValue(Model));
            return common.TrainAllAsync(parsed, kind, Packages(parsed, common), parsed.GetRequiredValue(Data).FullName, cancellationToken);
        });
        return command;
    }

    private static (string Package, string Experiment, string Command)[] Packages(ParseResult parsed, TrainOptions common)
    {
        var (kind, folder) = (parsed.GetRequiredValue(Model), parsed.GetRequiredValue(Data));
        var tasks = Existing(folder.FullName, parsed.GetRequiredValue(Tasks));
        var name = common.NameOf(parsed, $"babi-{kind}");
        var command = $"./engram-lab train babi --model {kind} --name {name} --data {TrainOptions.Relative(folder)}";
        var experiment = common.ReadExperiment(parsed);
        if (parsed.GetValue(Restarts) is { } restarts)
        {
            experiment = Experiment.With(experiment, "training.restarts", restarts);
            command += string.Create(CultureInfo.InvariantCulture, $" --restarts {restarts}");
        }

        return parsed.GetValue(Joint)
            ? [(name, WithTasks(experiment, tasks), $"{command} --tasks {string.Join(',', tasks)} --joint")]
            : [.. tasks.Select(task => (Invariant($"{name}-qa{task}"), WithTasks(experiment, [task]),
                Invariant($"{command} --tasks {task}")))];
    }

    /// <summary>Returns the tasks that have a training file, and reports those that have none.</summary>
    private static int[] Existing(string path, int[] tasks)
    {
        var there = StoryFolder.Open(path).TasksOf(StorySplit.Train);
        var missing = tasks.Except(there).ToArray();
        if (missing.Length == tasks.Length)
            throw new CommandException($"{path} holds no training file of tasks {string.Join(", ", tasks)}; it has those of "
                + $"{(there.Count > 0 ? string.Join(", ", there) : "none")}.");
        foreach (var task in missing)
            Report.Progress(Invariant($"engram: task {task} is left out: {path} holds no training file of it."));
        return [.. tasks.Except(missing)];
    }

    private static string WithTasks(string experiment, int[] tasks) =>
        Experiment.With(experiment, "tasks", new JsonArray([.. tasks.Select(task => (JsonNode)task)]));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
