using Engram.CommandLine;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;

namespace Engram.Lab.Commands;

/// <summary>Training files for a remote trainer.</summary>
internal static class TrainingFiles
{
    /// <summary>Returns the files of a folder that can be sent to the trainer.</summary>
    /// <exception cref="CommandException">The trainer could not run the same training from these files.</exception>
    public static IReadOnlyList<FileInfo> In(ITrainingRecipe kind, string folder)
    {
        var isOfOneFolder = folder.Length > 0 && kind is not KeyphraseTraining { Files: not null };
        if (!isOfOneFolder || TrainableKinds.All.Find(kind.Kind).GetType() != kind.GetType())
            throw new CommandException(
                $"The trainer makes a {kind.Kind} from one folder of data, and can't be sent what this command reads. "
                + "Train it here, without --remote.");
        var data = new DirectoryInfo(folder);
        if (data.EnumerateDirectories().Any())
            throw new CommandException(
                $"{folder} holds folders, and only files can be sent. Put it into the trainer's folder of data sets (Trainer__DataFolder), "
                + $"and name it: 'engram trainings start {kind.Kind} --data {data.Name}'.");
        return [.. data.EnumerateFiles().Where(file => !file.Name.StartsWith('.')).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }
}
