using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engram.DevServers;

namespace Engram.CommandLine;

/// <summary>How far a file was sent. It is kept beside the system's logs until the whole file is sent, so that a run that was cut short can
/// go on.</summary>
public sealed class FilePosition
{
    private const int StartBytes = 4096;

    private readonly string _path;
    private readonly string _start;

    private FilePosition(string path, string start, long line) => (_path, _start, Line) = (path, start, line);

    /// <summary>All lines up to this one are done; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>Where a run begins in a file: a resumed one behind the last line that was done. Any other begins with the first line, and
    /// so does a resumed one when nothing is kept of the file, or another took its place.</summary>
    /// <param name="command">Each command has its own position in a file.</param>
    /// <param name="file">The file, or <c>-</c> for standard input, which has no position.</param>
    /// <param name="resume">Whether to go on where a run was cut short.</param>
    /// <exception cref="CommandException">Standard input is to be resumed.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
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
        // Whole or not at all: a run may be killed while it writes.
        var next = _path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(new Kept(_start, line)));
        File.Move(next, _path, overwrite: true);
    }

    public void Forget() => File.Delete(_path);

    // A file that grew at its end is the same file.
    private static string StartOf(string file)
    {
        using var stream = NdjsonInput.OpenFile(file);
        var start = new byte[StartBytes];
        return HashOf(start.AsSpan(0, stream.ReadAtLeast(start, StartBytes, throwOnEndOfStream: false)));
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private sealed record Kept(string Start, long Line);
}
