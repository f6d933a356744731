using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engram.DevServers;

namespace Engram.CommandLine;

/// <summary>Position up to which a file was sent. It is stored beside the system's logs until the whole file is sent, so that an
/// interrupted run can be resumed.</summary>
public sealed class FilePosition
{
    private const int StartBytes = 4096;

    private readonly string _path;
    private readonly string _start;

    private FilePosition(string path, string start, long line) => (_path, _start, Line) = (path, start, line);

    /// <summary>All lines up to and including this one are done; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>Returns where a run starts in a file: a resumed run after the last line that was done. Other runs start at the first line,
    /// as does a resumed one without a stored position, or when another file took this one's place.</summary>
    /// <param name="command">Name of the command; each has its own position in a file.</param>
    /// <param name="file">The file, or <c>-</c> for standard input, which has no position.</param>
    /// <param name="resume">Whether to continue an interrupted run.</param>
    /// <exception cref="CommandException">Standard input can't be resumed.</exception>
    /// <exception cref="IOException">The file does not exist.</exception>
    public static FilePosition? Begin(string command, string file, bool resume)
    {
        if (NdjsonInput.IsStandardInput(file))
            return resume ? throw new CommandException("Standard input can't be resumed; name the file.") : null;
        var path = Path.Combine(Clone.Root, ".engram", command, HashOf(Encoding.UTF8.GetBytes(Path.GetFullPath(file))) + ".json");
        var start = StartOf(file);
        var kept = resume && File.Exists(path) ? JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path)) : null;
        var position = new FilePosition(path, start, kept?.Start == start ? kept.Line : 0);
        if (position.Line > 0)
            Report.Progress($"engram: going on behind line {position.Line}.");
        return position;
    }

    public void Save(long line)
    {
        Line = line;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        // Write a new file and rename it: a run may be killed while it writes.
        var next = _path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(new Kept(_start, line)));
        File.Move(next, _path, overwrite: true);
    }

    public void Forget() => File.Delete(_path);

    // A file that was only appended to counts as the same file.
    private static string StartOf(string file)
    {
        using var stream = NdjsonInput.OpenFile(file);
        var start = new byte[StartBytes];
        return HashOf(start.AsSpan(0, stream.ReadAtLeast(start, StartBytes, throwOnEndOfStream: false)));
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private sealed record Kept(string Start, long Line);
}
