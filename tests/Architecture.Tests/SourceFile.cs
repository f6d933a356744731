using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary>A file of C# as its rules see it.</summary>
/// <param name="Path">Path from the root of the clone.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] Folders = ["apps", "services", "shared", "tools", "tests"];

    /// <summary>Every file of the clone.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Folders.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(path => new SourceFile(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllLines(path)))];
}
