using System.Globalization;
using System.Text.RegularExpressions;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Stories;

/// <summary>Purpose of a story file.</summary>
public enum StorySplit
{
    Train,

    /// <summary>For model selection. Without such a file, some of the training questions serve instead.</summary>
    Validation,

    Test,
}

/// <summary>A folder with the files of the bAbI tasks: <c>qaN_NAME_train.txt</c>, <c>_valid.txt</c> and <c>_test.txt</c> for task
/// N.</summary>
public sealed partial class StoryFolder
{
    private readonly string _path;
    private readonly SortedDictionary<(int Task, StorySplit Part), string> _files = [];

    private StoryFolder(string path) => _path = path;

    /// <exception cref="ExperimentException">The folder is missing, holds no task file, or holds two for the same part of a
    /// task.</exception>
    public static StoryFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new ExperimentException($"The folder {path} does not exist.");
        var folder = new StoryFolder(path);
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            if (FileName().Match(Path.GetFileName(file)) is not { Success: true } match)
                continue;
            var part =
                match.Groups["part"].Value switch { "train" => StorySplit.Train, "valid" => StorySplit.Validation, _ => StorySplit.Test };
            var task = int.Parse(match.Groups["task"].Value, CultureInfo.InvariantCulture);
            if (!folder._files.TryAdd((task, part), file))
                throw new ExperimentException(
                    $"{file} and {Path.GetFileName(folder._files[(task, part)])} are both for task {task}; leave one.");
        }

        return folder._files.Count > 0
            ? folder
            : throw new ExperimentException(
                $"{path} holds no file of a task; they are named qaN_NAME_train.txt, qaN_NAME_valid.txt and qaN_NAME_test.txt.");
    }

    /// <summary>Path of the file for a part of a task, or null.</summary>
    public string? Find(int task, StorySplit part) => _files.GetValueOrDefault((task, part));

    /// <summary>Tasks with questions for a part. Training files serve validation too.</summary>
    public IReadOnlyList<int> TasksOf(StorySplit part) =>
        [.. _files.Keys.Where(file => file.Part == part || (part == StorySplit.Validation && file.Part == StorySplit.Train)).Select(file =>
            file.Task).Distinct()];

    /// <summary>Reads the questions of a part of a task. Without a validation file, whole training stories are held out: questions about
    /// the same story share sentences.</summary>
    /// <param name="task">Number of the task.</param>
    /// <param name="part">Which part.</param>
    /// <param name="heldOut">Share of the training stories held out for validation when there is no validation file.</param>
    /// <param name="seed">Selects the held-out stories.</param>
    /// <exception cref="ExperimentException">There is no file, or a line is malformed.</exception>
    public IReadOnlyList<StoryQuestion> Read(int task, StorySplit part, double heldOut, int seed)
    {
        if (Find(task, part) is { } file && (part != StorySplit.Train || Find(task, StorySplit.Validation) is not null))
            return BabiFile.Read(file);
        if (part == StorySplit.Test || Find(task, StorySplit.Train) is not { } training)
            throw new ExperimentException($"{_path} holds no {(part == StorySplit.Test ? "test" : "training")} file of task {task}.");
        var questions = BabiFile.Read(training);
        var stories = Enumerable.Range(0, questions[^1].StoryNumber + 1).ToArray();
        new Random(TrainingLoop.HashCodeOf(seed, task)).Shuffle(stories);
        var drawn = stories.Take((int)Math.Ceiling(heldOut * stories.Length)).ToHashSet();
        return [.. questions.Where(question => drawn.Contains(question.StoryNumber) == (part == StorySplit.Validation))];
    }

    /// <summary>Reads the training questions of a task, without the stories that the training file of another folder holds word for
    /// word.</summary>
    /// <exception cref="ExperimentException">A file is missing or malformed, or no story is left.</exception>
    public IReadOnlyList<StoryQuestion> ReadWithout(StoryFolder other, int task)
    {
        ArgumentNullException.ThrowIfNull(other);
        var known = other.StoriesOf(task).Select(TextOf).ToHashSet(StringComparer.Ordinal);
        StoryQuestion[] left = [.. StoriesOf(task).Where(story => !known.Contains(TextOf(story))).SelectMany(story => story)];
        return left.Length > 0 ? left : throw new ExperimentException(
            $"The training file of task {task} in {_path} holds no story that the one in {other._path} does not hold.");

        static string TextOf(IEnumerable<StoryQuestion> story) =>
            string.Join('\n', story.SelectMany(question => question.Story.Append(question.Text)));
    }

    private IEnumerable<IGrouping<int, StoryQuestion>> StoriesOf(int task) => Find(task, StorySplit.Train) is { } file
        ? BabiFile.Read(file).GroupBy(question => question.StoryNumber)
        : throw new ExperimentException($"{_path} holds no training file of task {task}.");

    [GeneratedRegex(@"^qa(?<task>[1-9][0-9]{0,3})_.*_(?<part>train|valid|test)\.txt\z")]
    private static partial Regex FileName();
}
