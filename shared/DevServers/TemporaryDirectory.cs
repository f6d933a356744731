namespace Engram.DevServers;

/// <summary>Where servers lie that keep nothing.</summary>
internal static class TemporaryDirectory
{
    /// <summary>Environment variable with the folder they lie in; the server's own user must be able to enter it.
    /// Default <c>/var/tmp</c>.</summary>
    private const string Variable = "ENGRAM_TEMPORARY_DIRECTORY";

    /// <summary>A directory that is not there yet.</summary>
    public static string New(string server)
    {
        var parent = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "/var/tmp";
        return Path.Combine(parent, $"engram-{server}-{Guid.NewGuid().ToString("N")[..8]}");
    }
}
