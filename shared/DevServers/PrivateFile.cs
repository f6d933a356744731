namespace Engram.DevServers;

/// <summary>Files and folders that only their owner may read, because they hold passwords or data that a password protects.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder of mode 0700. An existing folder gets this mode.</summary>
    public static void CreateDirectory(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Creates an empty file of mode 0600. An existing file keeps its content and gets this mode.</summary>
    public static void Create(string path)
    {
        Open(path, FileMode.OpenOrCreate).Dispose();
        File.SetUnixFileMode(path, OwnerOnly);
    }

    /// <summary>Writes a file of mode 0600 atomically: readers find the old text or the new one, never a part.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var written = path + ".new";
        File.Delete(written);
        await using (var writer = new StreamWriter(Open(written, FileMode.CreateNew)))
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(written, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
}
