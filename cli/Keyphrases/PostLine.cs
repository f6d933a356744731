using System.Text;
using Engram.Cli.DataSets;

namespace Engram.Cli.Keyphrases;

/// <summary>A post to be tagged, as the files of CMKP hold it.</summary>
/// <param name="Text">Its own words.</param>
/// <param name="Ocr">Words read in its picture; null when they are not given.</param>
/// <param name="Attributes">Words that describe its picture; null when they are not given.</param>
/// <param name="Picture">Where its picture is to be found: an address or a path; null when it is not given.</param>
public sealed record PostLine(string Text, string? Ocr, IReadOnlyList<string>? Attributes, string? Picture)
{
    private const int MostFields = 3;

    // What is no UTF-8 is a wrong file, not a strange letter.
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the files line by line; none is held as a whole.</summary>
    /// <exception cref="CommandException">A line is not of the form, or a file ends before another; the message names file and line.</exception>
    public static IEnumerable<PostLine> Read(string sourcePath, string? ocrPath, string? attributesPath)
    {
        using var source = new LineFile(sourcePath);
        using var ocr = ocrPath is null ? null : new LineFile(ocrPath);
        using var attributes = attributesPath is null ? null : new LineFile(attributesPath);
        while (source.Next() is { } line)
            yield return Parse(line, source.Place, Beside(ocr), Beside(attributes));

        foreach (var other in new[] { ocr, attributes })
        {
            if (other?.Next() is not null)
                throw new CommandException($"{other.Place} is one line more than {source.Path} has ({source.Line}); line by line they are the same posts.");
        }

        string? Beside(LineFile? file) => file is null ? null : file.Next()
            ?? throw new CommandException($"{file.Path} ends after line {file.Line}, {source.Path} goes on; line by line they are the same posts.");
    }

    private static PostLine Parse(string line, string place, string? ocr, string? attributes)
    {
        var fields = line.Split(CmkpFile.FieldSeparator);
        if (fields.Length > MostFields)
            throw new CommandException(
                $"{place} has {fields.Length} fields; expected 'post', 'post{CmkpFile.FieldSeparator}keyphrase;keyphrase' or 'post{CmkpFile.FieldSeparator}keyphrase;keyphrase{CmkpFile.FieldSeparator}image url'.");
        var picture = fields.Length == MostFields ? fields[^1].Trim() : "";
        return new PostLine(fields[0].Trim(), ocr, attributes?.Split(' ', StringSplitOptions.RemoveEmptyEntries), picture.Length == 0 ? null : picture);
    }

    private sealed class LineFile(string path) : IDisposable
    {
        private readonly StreamReader _reader = new(path, s_encoding);

        public string Path => path;

        public int Line { get; private set; }

        public string Place => $"{path}:{Line}";

        public string? Next()
        {
            try
            {
                var line = _reader.ReadLine();
                if (line is not null)
                    Line++;
                return line;
            }
            catch (DecoderFallbackException e)
            {
                throw new CommandException($"{path} is no UTF-8 text at or soon after line {Line + 1}: {e.Message}", e);
            }
        }

        public void Dispose() => _reader.Dispose();
    }
}
