namespace Engram.EndToEnd.Tests;

/// <summary>Finds all descendants of a process that a test started: each inherits a mark in its environment.</summary>
internal sealed class MarkedProcesses
{
    private readonly string _mark = Guid.NewGuid().ToString("N");

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["ENGRAM_TEST_MARK"] = _mark };

    /// <summary>Command lines of the marked processes that run now.</summary>
    public IReadOnlyList<string> Running() =>
        [.. Directory.GetDirectories("/proc").Where(process => Read(process, "environ").Contains(_mark, StringComparison.Ordinal))
            .Select(process => $"{Path.GetFileName(process)}: {Read(process, "cmdline").Replace('\0', ' ')}")];

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
