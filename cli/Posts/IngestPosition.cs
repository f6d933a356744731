using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engram.Standalone;

namespace Engram.Cli.Posts;

/// <summary>How far a file was sent. It is kept beside the system's logs until the whole file is sent, so that a run that was cut short can go on.</summary>
internal sealed class IngestPosition
{
    private const int StartBytes = 4096;

    private readonly string _path;
    private readonly string _start;

    private IngestPosition(string path, string start, long line) => (_path, _start, Line) = (path, start, line);

    /// <summary>All lines up to this one are done; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>The position in a file; the first line when nothing is kept of it, or when another file took its place.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static IngestPosition Of(string file)
    {
        var path = Path.Combine(Clone.Root, ".engram", "ingest", HashOf(Encoding.UTF8.GetBytes(Path.GetFullPath(file))) + ".json");
        var start = StartOf(file);
        var kept = File.Exists(path) ? JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path)) : null;
        return new IngestPosition(path, start, kept?.Start == start ? kept.Line : 0);
    }

    /// <summary>Begins with the first line, whatever is kept.</summary>
    public void Reset() => Line = 0;

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
