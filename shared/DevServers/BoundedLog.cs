namespace Engram.DevServers;

/// <summary>How much of a log to keep.</summary>
public sealed record LogLimits
{
    /// <summary>File size in bytes at which the log is rotated. Default 16 MiB.</summary>
    public long FileBytes { get; init; } = 16 << 20;

    /// <summary>Number of files to keep, including the one being written. Default 5.</summary>
    public int Files { get; init; } = 5;
}

/// <summary>Rotates logs while other processes append to them. A full log is copied and then truncated, so that its writer keeps the file
/// open and never waits, even when the rotating process has died. A line written between copy and truncation is lost.</summary>
public static class BoundedLog
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Rotates the logs until cancelled.</summary>
    /// <param name="paths">The log files. Rotated copies are beside them as <c>PATH.1</c> (the newest), <c>PATH.2</c> and so on.</param>
    /// <param name="limits">How much of each log to keep.</param>
    /// <param name="cancellationToken">Stops the rotation.</param>
    public static async Task KeepAsync(IReadOnlyList<string> paths, LogLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(limits);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var path in paths.Where(path => new FileInfo(path) is { Exists: true } file && file.Length >= limits.FileBytes))
                PutAside(path, limits.Files);
        }
    }

    private static void PutAside(string path, int files)
    {
        try
        {
            for (var number = files - 1; number > 1; number--)
            {
                if (File.Exists($"{path}.{number - 1}"))
                    File.Move($"{path}.{number - 1}", $"{path}.{number}", overwrite: true);
            }

            if (files > 1)
                File.Copy(path, $"{path}.1", overwrite: true);
        }
        catch (IOException)
        {
            // The disk is full: truncate the log anyway, and delete the partial copy to make room.
            File.Delete($"{path}.1");
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(0);
    }
}
