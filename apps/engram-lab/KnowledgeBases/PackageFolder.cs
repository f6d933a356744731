using Engram.ModelStore;

namespace Engram.Lab.KnowledgeBases;

/// <summary>Finds the package to use in a folder.</summary>
public static class PackageFolder
{
    /// <summary>Returns the package in a folder. For a model's folder: the version promoted last, or else the newest. For a repository:
    /// that of its only model.</summary>
    /// <exception cref="ModelPackageException">The folder has no model, or several.</exception>
    public static InstalledModel Find(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (File.Exists(Path.Combine(folder, ModelManifest.FileName)))
            return InstalledModel.Open(folder);
        if (!Directory.Exists(folder))
            throw new ModelPackageException($"There is no folder {folder}.");
        var (repository, name) = IsModel(folder) ? (new ModelRepository(Path.GetDirectoryName(Path.GetFullPath(folder))!),
            Path.GetFileName(Path.GetFullPath(folder))) : (new ModelRepository(folder), null);
        var models = repository.List().Where(model => name is null || model.Manifest.Name == name).ToArray();
        string[] names = [.. models.Select(model => model.Manifest.Name).Distinct()];
        return names switch
        {
            [] => throw new ModelPackageException($"{folder} holds no model package."),
            [var only] => repository.CurrentVersion(only) is { } current ? repository.Open(only, current) : models[^1],
            _ => throw new ModelPackageException($"{folder} holds several models: {string.Join(", ", names)}. Name one of these folders."),
        };
    }

    private static bool IsModel(string folder) =>
        Directory.EnumerateDirectories(folder).Any(version => File.Exists(Path.Combine(version, ModelManifest.FileName)));
}
