namespace Engram.TestKit;

/// <summary>Finds files of the clone and of the evaluation data, which only some machines have.</summary>
public static class Repository
{
    /// <summary>Root of the clone: the folder that holds System.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the clone.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path in the evaluation data beside the clone (or in <c>ENGRAM_DATA</c>). Null when this machine has none; the test then
    /// skips with <see cref="NoEvaluationData"/>.</summary>
    public static string? FindEvaluationData(params string[] parts)
    {
        var data = Environment.GetEnvironmentVariable("ENGRAM_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine([data, .. parts]));
        return Path.Exists(path) ? path : null;
    }

    public const string NoEvaluationData = "The evaluation data is not on this machine (set ENGRAM_DATA to its folder).";

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "System.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds System.sln.");
    }
}
