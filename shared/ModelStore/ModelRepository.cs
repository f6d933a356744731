using System.Globalization;
using System.Text.RegularExpressions;

namespace Engram.ModelStore;

/// <summary>
/// The folder that trainer and inference share: <c>name/version/</c> holds a package, <c>name/promoted</c> lists the promoted versions, one
/// per line, the last one current. A package appears, and a promotion happens, by one rename, so a reader never sees half of either. One
/// writer per model name at a time; any number of readers.
/// </summary>
public sealed partial class ModelRepository(string directory)
{
    /// <summary>File in a model's folder that lists the versions promoted so far.</summary>
    public const string PromotedFileName = "promoted";

    public string Directory { get; } = Path.GetFullPath(directory);

    /// <summary>Lists all valid versions of all models, by name and version. Folders without a manifest are ignored.</summary>
    /// <exception cref="ModelPackageException">The repository's folder does not exist.</exception>
    public IReadOnlyList<InstalledModel> List() =>
        [.. Scan().Where(found => found.Model is not null).Select(found => found.Model!)
            .OrderBy(model => model.Manifest.Name, StringComparer.Ordinal)
            .ThenBy(model => VersionNumber(model.Manifest.Version))
            .ThenBy(model => model.Manifest.Version, StringComparer.Ordinal)];

    /// <summary>Lists packages whose manifest is not valid, with the reason. All other methods skip them, so that one bad package does not
    /// keep others from serving.</summary>
    /// <exception cref="ModelPackageException">The repository's folder does not exist.</exception>
    public IReadOnlyList<DamagedPackage> ListDamaged() =>
        [.. Scan().Where(found => found.Reason is not null).Select(found => new DamagedPackage(found.Id, found.Reason!))
            .OrderBy(package => package.Id, StringComparer.Ordinal)];

    /// <exception cref="ModelPackageException">The package does not exist, or its manifest is not valid or names another model.</exception>
    public InstalledModel Open(string name, string version)
    {
        RequireName(name);
        RequireName(version);
        var folder = Path.Combine(Directory, name, version);
        if (!System.IO.Directory.Exists(folder))
            throw new ModelPackageException($"There is no model {name}/{version} in {Directory}; it holds {Known()}.");
        var model = InstalledModel.Open(folder);
        if (model.Id != $"{name}/{version}")
            throw new ModelPackageException(
                $"{folder} holds a manifest of {model.Id}; the folder and the manifest must name the same model.");
        return model;
    }

    /// <summary>The version promoted last; null when none is promoted.</summary>
    public string? CurrentVersion(string name) => PromotedVersions(name) is [.., var last] ? last : null;

    /// <summary>The model promoted last.</summary>
    /// <exception cref="ModelPackageException">No version is promoted, or the promoted package is missing or not valid.</exception>
    public InstalledModel Current(string name) => Open(name, CurrentVersion(name)
        ?? throw new ModelPackageException($"No version of model '{name}' is promoted in {Directory}; it holds {Known()}."));

    /// <summary>Returns the model promoted last; null, with the reason, when there is none or it can't be used. Reads no other
    /// model.</summary>
    public InstalledModel? FindCurrent(string name, out string? reason)
    {
        try
        {
            reason = null;
            return Current(name);
        }
        catch (Exception e) when (e is ModelPackageException or IOException or UnauthorizedAccessException)
        {
            reason = e.Message;
            return null;
        }
    }

    /// <summary>Versions promoted so far, oldest first; the last is current.</summary>
    public IReadOnlyList<string> PromotedVersions(string name)
    {
        RequireName(name);
        try
        {
            return [.. File.ReadAllLines(PromotedPath(name)).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Makes a version current, after verifying its files. Promoting the current version changes nothing.</summary>
    /// <exception cref="ModelPackageException">The package is missing or damaged; the current version stays.</exception>
    public void Promote(string name, string version)
    {
        Open(name, version).VerifyFiles();
        var versions = PromotedVersions(name);
        if (versions is not [.., var last] || last != version)
            WritePromoted(name, [.. versions, version]);
    }

    /// <summary>Reverts the last promotion.</summary>
    /// <returns>The version that is current again.</returns>
    /// <exception cref="ModelPackageException">No earlier version was promoted, or it is no longer usable; the current version
    /// stays.</exception>
    public string Rollback(string name)
    {
        var versions = PromotedVersions(name);
        if (versions.Count < 2)
        {
            throw new ModelPackageException(versions.Count == 0
                ? $"Model '{name}' can't be rolled back: no version of it is promoted in {Directory}."
                : $"Model '{name}' can't be rolled back: version {versions[0]} is the only one that was promoted.");
        }

        var earlier = versions[^2];
        Open(name, earlier).VerifyFiles();
        WritePromoted(name, versions.SkipLast(1));
        return earlier;
    }

    /// <summary>The next free version number of a model.</summary>
    public string NextVersion(string name)
    {
        RequireName(name);
        var folder = Path.Combine(Directory, name);
        var last = !System.IO.Directory.Exists(folder) ? 0 : System.IO.Directory.EnumerateDirectories(folder)
            .Select(version => VersionNumber(Path.GetFileName(version))).DefaultIfEmpty(0).Max();
        return (last + 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a package without promoting it. <paramref name="writeFiles"/> fills an empty folder, the hashes of its files go into
    /// the manifest, and the complete package appears under its name at once.</summary>
    /// <exception cref="ModelPackageException">The version already exists: a package never changes.</exception>
    public InstalledModel Add(ModelManifest manifest, Action<string> writeFiles)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(writeFiles);
        RequireName(manifest.Name);
        RequireName(manifest.Version);
        var target = Path.Combine(Directory, manifest.Name, manifest.Version);
        if (System.IO.Directory.Exists(target))
            throw new ModelPackageException($"{target} exists already; a package never changes, add version {NextVersion(manifest.Name)}.");

        var incoming = Path.Combine(Directory, manifest.Name, $".incoming-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(incoming);
        try
        {
            writeFiles(incoming);
            var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in System.IO.Directory.EnumerateFiles(incoming))
                files[Path.GetFileName(path)] = InstalledModel.Hash(path);
            ManifestJson.Write(Path.Combine(incoming, ModelManifest.FileName), manifest with { Files = files });
            System.IO.Directory.Move(incoming, target);
        }
        finally
        {
            if (System.IO.Directory.Exists(incoming))
                System.IO.Directory.Delete(incoming, recursive: true);
        }

        return Open(manifest.Name, manifest.Version);
    }

    private IEnumerable<(string Id, InstalledModel? Model, string? Reason)> Scan()
    {
        RequireDirectory();
        foreach (var folder in System.IO.Directory.EnumerateDirectories(Directory).SelectMany(System.IO.Directory.EnumerateDirectories))
        {
            var (name, version) = (Path.GetFileName(Path.GetDirectoryName(folder)!), Path.GetFileName(folder));
            if (!IsName(name) || !IsName(version) || !File.Exists(Path.Combine(folder, ModelManifest.FileName)))
                continue;
            InstalledModel? model = null;
            string? reason = null;
            try
            {
                model = Open(name, version);
            }
            catch (Exception e) when (e is ModelPackageException or IOException or UnauthorizedAccessException)
            {
                reason = e.Message;
            }

            yield return ($"{name}/{version}", model, reason);
        }
    }

    private void WritePromoted(string name, IEnumerable<string> versions)
    {
        var path = PromotedPath(name);
        var incoming = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllLines(incoming, versions);
        File.Move(incoming, path, overwrite: true);
    }

    private string PromotedPath(string name) => Path.Combine(Directory, name, PromotedFileName);

    private void RequireDirectory()
    {
        if (!System.IO.Directory.Exists(Directory))
            throw new ModelPackageException($"The models directory {Directory} does not exist.");
    }

    private string Known()
    {
        var known = System.IO.Directory.Exists(Directory)
            ? System.IO.Directory.EnumerateDirectories(Directory).SelectMany(System.IO.Directory.EnumerateDirectories)
                .Where(version => File.Exists(Path.Combine(version, ModelManifest.FileName)))
                .Select(version => Path.GetRelativePath(Directory, version)).Order(StringComparer.Ordinal).ToArray()
            : [];
        return known.Length == 0 ? "no models" : string.Join(", ", known);
    }

    private static void RequireName(string name)
    {
        if (!IsName(name))
            throw new ModelPackageException($"'{name}' can't name a model or a version: use lower-case letters, digits, '-' and '.', and "
                + "start with a letter or digit.");
    }

    /// <summary>Whether a word is a valid name of a model or version.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    private static int VersionNumber(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,63}\z")]
    private static partial Regex NamePattern();
}

/// <summary>A package that can't be used.</summary>
/// <param name="Id"><c>name/version</c>, from its folder.</param>
/// <param name="Reason">What is wrong with its manifest, and where.</param>
public sealed record DamagedPackage(string Id, string Reason);
