using System.Globalization;
using Engram.CommandLine;
using Engram.ModelStore;
using Engram.Training.Recipes.Stories;

namespace Engram.Lab.Stories;

/// <summary>Finds the package trained for a task, in one package or a whole repository.</summary>
public sealed class StoryPackages
{
    private readonly IReadOnlyList<(InstalledModel Package, int[] Tasks)> _packages;

    private StoryPackages(IReadOnlyList<(InstalledModel, int[])> packages) => _packages = packages;

    /// <summary>Opens a folder: a version of a package, a package (its promoted version), or a repository of packages.</summary>
    /// <exception cref="CommandException">No package was trained on tasks, or packages of several kinds were, so that the choice is
    /// ambiguous.</exception>
    /// <exception cref="ModelPackageException">A package is damaged.</exception>
    public static StoryPackages Open(string directory)
    {
        if (!Directory.Exists(directory))
            throw new CommandException($"The folder {directory} does not exist.");
        var packages = Versions(directory)
            .Where(package => package.Manifest.Parameters.ContainsKey(StoryTask.TasksParameter))
            .Select(package => (package, package.Manifest.Parameter<int[]>(StoryTask.TasksParameter)))
            .ToArray();
        var kinds = packages.Select(one => one.package.Manifest.Kind).Distinct().Order(StringComparer.Ordinal).ToArray();
        return kinds.Length switch
        {
            0 => throw new CommandException(
                $"{directory} holds no package that was trained on tasks; 'engram-lab train babi --out {directory}' makes one."),
            1 => new StoryPackages(packages),
            _ => throw new CommandException($"{directory} holds packages of the kinds {string.Join(" and ", kinds)}: name the folder of "
                + "one package, or train each kind into a folder of its own."),
        };
    }

    /// <summary>Returns the package trained for a task; of several, the one trained on the fewest tasks; null when there is none.</summary>
    public InstalledModel? Find(int task) =>
        _packages.Where(one => one.Tasks.Contains(task)).OrderBy(one => one.Tasks.Length).Select(one => one.Package).FirstOrDefault();

    private static IEnumerable<InstalledModel> Versions(string directory)
    {
        if (File.Exists(Path.Combine(directory, ModelManifest.FileName)))
            return [InstalledModel.Open(directory)];
        if (Latest(directory) is { } package)
            return [package];
        return Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Select(Latest).OfType<InstalledModel>();
    }

    /// <summary>Returns the promoted version of a package, or the newest if none is promoted; null when the folder is not a package's
    /// folder.</summary>
    private static InstalledModel? Latest(string directory)
    {
        var folder = new DirectoryInfo(directory);
        if (File.Exists(Path.Combine(directory, ModelRepository.PromotedFileName)))
            return new ModelRepository(folder.Parent!.FullName).Current(folder.Name);
        var versions = folder.EnumerateDirectories()
            .Where(version => File.Exists(Path.Combine(version.FullName, ModelManifest.FileName)))
            .OrderBy(version => int.TryParse(version.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        return versions.LastOrDefault() is { } last ? InstalledModel.Open(last.FullName) : null;
    }
}
