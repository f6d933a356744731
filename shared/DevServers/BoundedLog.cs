namespace Engram.DevServers;

/// <summary>How much of a log is kept.</summary>
public sealed record LogLimits
{
    /// <summary>Bytes after which a file is put aside. Default 16 MiB.</summary>
    public long FileBytes { get; init; } = 16 << 20;

    /// <summary>Files kept, the one that is written to among them. Default 5.</summary>
    public int Files { get; init; } = 5;
}

/// <summary>
/// Keeps logs within bounds while other processes append to them. A full log is copied and then emptied: its writer keeps the file open and
/// never waits, also when the process that keeps the bounds has died. A line written between the two is lost.
/// </summary>
public static class BoundedLog
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Keeps the logs within bounds until cancelled.</summary>
    /// <param name="paths">The files that are appended to. What is put aside lies beside them
    /// as <c>PATH.1</c> (the newest), <c>PATH.2</c> and so on.</param>
    /// <param name="limits">How much is kept of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
            // The disk is full: the log is emptied all the same, and what was copied of it makes room.
            File.Delete($"{path}.1");
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(0);
    }
}
