using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data simulated-world</c>: generates the simulated world of Weston et al. 2015 as tasks 21 to 25.</summary>
public static class DataSimulatedWorldCommand
{
    // The columns of the paper's table. bAbI uses task numbers 1 to 20.
    private static readonly (int Task, string Name, int Difficulty, bool Objects, bool Before)[] Tasks =
    [
        (21, "difficulty-1-actor-without-before", 1, false, false),
        (22, "difficulty-1-actor", 1, false, true),
        (23, "difficulty-1-actor-and-object", 1, true, true),
        (24, "difficulty-5-actor", 5, false, true),
        (25, "difficulty-5-actor-and-object", 5, true, true),
    ];

    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true, HelpName = "DIR" };
        var seed = new Option<int>("--seed") { Description = "Which stories.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var questions =
            new Option<int>("--questions") { Description = "Questions of each file.", DefaultValueFactory = _ => 3000,
                HelpName = "N" }.Between(1, 1_000_000);
        var command = new Command("simulated-world",
            "Write stories of people who walk about and carry things, to train and test memory networks on.") { output, seed, questions };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            folder.Create();
            foreach (var (task, name, difficulty, objects, before) in Tasks)
            {
                foreach (var (part, draw) in new[] { ("train", 0), ("test", 1) })
                {
                    var random = new Random(HashCode(parsed.GetValue(seed), task, draw));
                    var stories = new SimulatedWorld(difficulty, objects, before, random).Tell(parsed.GetValue(questions));
                    File.WriteAllText(
                        Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"qa{task}_{name}_{part}.txt")), stories);
                }
            }

            new Report(parsed).Document(new { folder = folder.FullName, tasks = Tasks.Select(task => task.Task) },
                made => Tables.Sentence($"Tasks {string.Join(", ", made.tasks)} in {made.folder}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static int HashCode(int seed, int task, int draw) => unchecked((seed * 1_000_003) + (task * 2) + draw);
}
