namespace Engram.DevServers;

/// <summary>Directories of servers that keep no data.</summary>
internal static class TemporaryDirectory
{
    /// <summary>Environment variable with their parent folder, which the server's own user must be able to enter. Default
    /// <c>/var/tmp</c>.</summary>
    private const string Variable = "ENGRAM_TEMPORARY_DIRECTORY";

    /// <summary>Returns a path that does not exist yet.</summary>
    public static string New(string server)
    {
        var parent = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "/var/tmp";
        return Path.Combine(parent, $"engram-{server}-{Guid.NewGuid().ToString("N")[..8]}");
    }
}
