using System.Text.RegularExpressions;
using Engram.Blobs;
using Engram.Contracts.Models;
using Engram.ModelStore;
using Engram.Training.Loop;
using Microsoft.Extensions.Options;

namespace Engram.Trainer.Jobs;

/// <summary>The training data of runs: a named data set, files sent with the run, or the data that the options name for the kind.</summary>
public sealed partial class RunData(TrainableKinds kinds, IBlobStore blobs, IOptions<TrainerOptions> options)
{
    private const string FolderName = "data";

    /// <summary>Folder of a run's checkpoints and of the files sent with it.</summary>
    public string FolderOf(Guid run) => Path.Combine(options.Value.CheckpointDirectory, run.ToString());

    /// <summary>Why a run can't be done, judging by its request; null if the request is valid.</summary>
    public string? WhyNot(TrainModel run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            if (!ModelRepository.IsName(run.Name))
                throw new ExperimentException(
                    $"'{run.Name}' can't name a model: use up to 64 of a-z, 0-9, '-' and '.', and start with a letter or digit.");
            kinds.Find(run.Kind).Check(run.Experiment);
            if (run.Files is { } files)
                Require(files);
            else
                Locate(run.Kind, run.Data);
            return null;
        }
        catch (ExperimentException e)
        {
            return e.Message;
        }
    }

    /// <summary>Returns the folder with a run's data. Files sent with the run are first stored in a folder of its own.</summary>
    /// <exception cref="ExperimentException">The data does not exist.</exception>
    public async Task<string> PrepareAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.FileList is not { } files)
            return Locate(run.Kind, run.Data);
        Require(files);
        var folder = Path.GetFullPath(Path.Combine(FolderOf(run.Id), FolderName));
        Directory.CreateDirectory(folder);
        foreach (var file in files)
            await FetchAsync(file, Path.Combine(folder, file.Name), cancellationToken);
        return folder;
    }

    /// <summary>Deletes the files sent with a run.</summary>
    public void Forget(Guid run)
    {
        var folder = Path.Combine(FolderOf(run), FolderName);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task FetchAsync(TrainingFile file, string path, CancellationToken cancellationToken)
    {
        // A file from an earlier attempt is complete: it got its name by a single rename.
        if (File.Exists(path))
            return;
        var content = await blobs.FindAsync(file.Sha256, cancellationToken)
            ?? throw new ExperimentException($"The file {file.Name} is no longer stored. Start the training again with its files.");
        var incoming = $"{path}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(incoming, content, cancellationToken);
        File.Move(incoming, path, overwrite: true);
    }

    private string Locate(string kind, string? dataSet)
    {
        if (dataSet is null)
            return options.Value.Data.TryGetValue(kind, out var own)
                ? own
                : throw new ExperimentException(
                    $"No data is named for {kind}. Name a data set, send files, or set "
                    + $"{TrainerOptions.SectionName}:{nameof(TrainerOptions.Data)}:{kind}.");
        var known = DataSets();
        return known.Contains(dataSet)
            ? Path.Combine(options.Value.DataFolder, dataSet)
            : throw new ExperimentException(
                $"There is no data set '{dataSet}' in {TrainerOptions.SectionName}:{nameof(TrainerOptions.DataFolder)}; "
                + $"{(known.Count == 0 ? "it holds none" : $"there are {string.Join(", ", known)}")}.");
    }

    // Only these names are accepted, so no name can lead out of the folder.
    private IReadOnlyCollection<string> DataSets() => Directory.Exists(options.Value.DataFolder)
        ? [.. Directory.EnumerateDirectories(options.Value.DataFolder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

    private static void Require(IReadOnlyList<TrainingFile> files)
    {
        if (files.FirstOrDefault(file => !FileNameRule().IsMatch(file.Name)) is { } odd)
            throw new ExperimentException(
                $"'{odd.Name}' can't name a file: use up to 128 of A-Z, a-z, 0-9, '_', '-' and '.', and start with a letter or digit.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex FileNameRule();
}
