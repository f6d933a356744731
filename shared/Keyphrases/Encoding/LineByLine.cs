using System.Text;

namespace Engram.Keyphrases.Encoding;

/// <summary>Reads parallel text files line by line.</summary>
internal static class LineByLine
{
    // Invalid UTF-8 means a wrong file, not an odd letter.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="Place">Source line: <c>file:line</c>.</param>
    /// <param name="Text">The line of the first file.</param>
    /// <param name="Beside">The same line of each other file; null for a file that is not given.</param>
    public sealed record Line(string Place, string Text, IReadOnlyList<string?> Beside);

    /// <exception cref="InvalidDataException">A file is missing or not UTF-8, or the files differ in length; the message names file and
    /// line.</exception>
    public static IEnumerable<Line> Read(string path, params string?[] beside)
    {
        using var first = new LineFile(path);
        var others = new List<LineFile?>();
        try
        {
            foreach (var other in beside)
                others.Add(other is null ? null : new LineFile(other));
            while (first.Next() is { } text)
                yield return new Line(
                    first.Place, text, [.. others.Select(other => other is null ? null : other.Next() ?? throw EndsEarly(other))]);

            foreach (var other in others)
            {
                if (other?.Next() is not null)
                    throw new InvalidDataException(
                        $"{other.Place} is one line more than {path} has ({first.Number}); line by line they are the same posts.");
            }
        }
        finally
        {
            others.ForEach(other => other?.Dispose());
        }

        InvalidDataException EndsEarly(LineFile other) =>
            new($"{other.Path} ends after line {other.Number}, {path} goes on; line by line they are the same posts.");
    }

    private sealed class LineFile(string path) : IDisposable
    {
        private readonly StreamReader _reader = Open(path);

        public string Path => path;

        /// <summary>Number of the last line read, counted from 1.</summary>
        public int Number { get; private set; }

        public string Place => $"{path}:{Number}";

        public string? Next()
        {
            try
            {
                var line = _reader.ReadLine();
                if (line is not null)
                    Number++;
                return line;
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException($"{path} is no UTF-8 text at or soon after line {Number + 1}: {e.Message}", e);
            }
        }

        public void Dispose() => _reader.Dispose();

        private static StreamReader Open(string path)
        {
            try
            {
                return new StreamReader(path, StrictUtf8);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new InvalidDataException($"{path} does not exist.", e);
            }
        }
    }
}
