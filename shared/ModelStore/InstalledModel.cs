using System.Security.Cryptography;

namespace Engram.ModelStore;

/// <summary>One installed version of a model.</summary>
public sealed class InstalledModel
{
    // Our largest manifest has 8 kB.
    private const int MaxManifestBytes = 1 << 20;

    private InstalledModel(string directory, ModelManifest manifest)
    {
        Directory = directory;
        Manifest = manifest;
    }

    /// <summary>Folder that holds <c>manifest.json</c> and the files it names.</summary>
    public string Directory { get; }

    public ModelManifest Manifest { get; }

    /// <summary><c>name/version</c>: how predictions and features refer to the model that made them.</summary>
    public string Id => $"{Manifest.Name}/{Manifest.Version}";

    public string NetworkPath => PathOf(ModelManifest.NetworkFileName);

    /// <summary>Reads the manifest of the package in a folder. The other files are first read by <see cref="VerifyFiles"/>.</summary>
    /// <exception cref="ModelPackageException">There is no manifest, or it is not valid.</exception>
    public static InstalledModel Open(string directory)
    {
        var path = Path.Combine(directory, ModelManifest.FileName);
        if (new FileInfo(path) is { Exists: true, Length: > MaxManifestBytes and var length })
            throw new ModelPackageException($"{path} is not valid: it has {length} bytes, at most {MaxManifestBytes} are read.");
        var manifest = ManifestJson.Read<ModelManifest>(path);
        return new InstalledModel(directory, manifest);
    }

    /// <summary>Path of a file that the manifest names.</summary>
    /// <exception cref="ModelPackageException">The manifest does not name it.</exception>
    public string PathOf(string file) => Manifest.Files.ContainsKey(file)
        ? Path.Combine(Directory, file)
        : throw new ModelPackageException(
            $"Model {Id} has no file '{file}'; its {ModelManifest.FileName} names {string.Join(", ", Manifest.Files.Keys)}.");

    /// <summary>Reads a JSON file that the manifest names.</summary>
    public T Read<T>(string file) => ManifestJson.Read<T>(PathOf(file));

    /// <summary>Checks that every file in the manifest exists and is unchanged.</summary>
    /// <exception cref="ModelPackageException">A file is missing, changed, or outside the package.</exception>
    public void VerifyFiles()
    {
        foreach (var (file, expected) in Manifest.Files)
        {
            if (Path.GetFileName(file) != file || file is "" or "." or "..")
                throw new ModelPackageException(
                    $"Model {Id} names the file '{file}'; a package holds its files side by side, without folders.");
            var path = Path.Combine(Directory, file);
            if (!File.Exists(path))
                throw new ModelPackageException($"Model {Id} lacks its file {path}.");
            var actual = Hash(path);
            if (!string.Equals(actual, expected, StringComparison.Ordinal))
                throw new ModelPackageException($"{path} was changed: its SHA-256 is {actual}, the manifest of {Id} says {expected}.");
        }
    }

    /// <summary>Returns the SHA-256 of a file, 64 lower-case hex digits.</summary>
    public static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
