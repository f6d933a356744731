using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary>A C# source file that the rules check.</summary>
/// <param name="Path">Path relative to the root of the clone.</param>
/// <param name="Lines">Lines of the file.</param>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] Folders = ["apps", "services", "shared", "tools", "tests"];

    /// <summary>Every C# file of the clone.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Folders.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(path => new SourceFile(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllLines(path)))];
}
