using Engram.DevServers;

namespace Engram.Cli.Processes;

/// <summary>The folders with the logs of the last runs on one port: the present run's, and <c>.1</c>, <c>.2</c> and so on for those
/// before it.</summary>
internal static class RunLogs
{
    /// <summary>Runs whose logs are kept, the present one included.</summary>
    public const int Kept = 5;

    /// <summary>Makes an empty folder for a run that begins.</summary>
    public static void Begin(string directory)
    {
        var runs = Enumerable.Range(0, Kept).Select(run => run == 0 ? directory : $"{directory}.{run}").ToList();
        if (Directory.Exists(runs[^1]))
            Directory.Delete(runs[^1], recursive: true);
        foreach (var (newer, older) in runs.Zip(runs.Skip(1)).Reverse())
        {
            if (Directory.Exists(newer))
                Directory.Move(newer, older);
        }

        PrivateFile.CreateDirectory(directory);
    }
}
