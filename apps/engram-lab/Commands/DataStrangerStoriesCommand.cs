using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab data stranger-stories</c>: generates stories about many people, places and things in a large vocabulary, as tasks
/// 31 to 36, and questions that test whether answers are honest.</summary>
public static class DataStrangerStoriesCommand
{
    // bAbI uses task numbers 1 to 20, the simulated world of 2015 21 to 25.
    private const int FirstTask = 31;

    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true, HelpName = "DIR" };
        var seed = new Option<int>("--seed") { Description = "Which stories.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var questions =
            new Option<int>("--questions") { Description = "Questions of each task to train on; a tenth as many validate.",
                DefaultValueFactory = _ => 3000, HelpName = "N" }.Between(10, 1_000_000);
        var gold = new Option<FileInfo?>("--gold") { Description = "File for questions that test honesty, with names and verbs that no "
            + "other file has.", HelpName = "FILE" };
        var each =
            new Option<int>("--each") { Description = "Questions of each kind of --gold.", DefaultValueFactory = _ => 60,
                HelpName = "N" }.Between(1, 100_000);
        var command = new Command("stranger-stories", "Write stories about people, places and things of many names, to train and test "
            + "memory networks on.") { output, seed, questions, gold, each };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            folder.Create();
            var (from, count) = (parsed.GetValue(seed), parsed.GetValue(questions));
            foreach (var kind in Enum.GetValues<StrangerQuestion>())
            {
                File.WriteAllText(PathOf(folder, kind, "train"),
                    new StrangerStories(StrangerNames.Training, new Random(HashCode(from, kind, 0))).Tell(kind, count));
                File.WriteAllText(PathOf(folder, kind, "valid"),
                    new StrangerStories(StrangerNames.Validation, new Random(HashCode(from, kind, 1))).Tell(kind, count / 10));
            }

            if (parsed.GetValue(gold) is { } file)
                File.WriteAllLines(file.FullName, StrangerGold.Lines(StrangerNames.Validation, parsed.GetValue(each), from));
            var tasks = Enum.GetValues<StrangerQuestion>().Select(NumberOf);
            new Report(parsed).Document(new { folder = folder.FullName, tasks },
                made => Tables.Sentence($"Tasks {string.Join(", ", made.tasks)} in {made.folder}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static int NumberOf(StrangerQuestion kind) => FirstTask + (int)kind;

    private static string PathOf(DirectoryInfo folder, StrangerQuestion kind, string part) =>
        Path.Combine(folder.FullName,
            string.Create(CultureInfo.InvariantCulture, $"qa{NumberOf(kind)}_strangers-{kind.ToString().ToLowerInvariant()}_{part}.txt"));

    private static int HashCode(int seed, StrangerQuestion kind, int draw) => unchecked((seed * 1_000_003) + ((int)kind * 2) + draw);
}
