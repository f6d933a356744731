using System.IO.Pipelines;
using System.Text;
using Engram.Streams.Forms;

namespace Engram.Streams.Input;

internal enum DocumentKind
{
    JsonLines,

    /// <summary>JSON that is not one value per line: an array, or objects spread over several lines.</summary>
    Json,
    Csv,
    Feed,
}

/// <summary>The format of a stream, recognized by its start.</summary>
/// <param name="Kind">How to split it.</param>
/// <param name="StartOffset">Length in bytes of the byte order mark, which is skipped.</param>
internal readonly record struct StreamDocument(DocumentKind Kind, long StartOffset)
{
    private const int HeaderBytes = 4096;

    /// <exception cref="InvalidDataException">The stream is UTF-16.</exception>
    public static async Task<StreamDocument> RecognizeAsync(PipeReader input, StreamOptions options, CancellationToken cancellationToken)
    {
        var start = await Unpacking.PeekAsync(input, 1, cancellationToken);
        // One read gives a whole header. Wait for more only if the network split a byte order mark.
        if (start is [0xEF or 0xFE or 0xFF])
            start = await Unpacking.PeekAsync(input, 3, cancellationToken);
        if (start is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            throw new InvalidDataException("UTF-16 is not read: write the file as UTF-8.");
        var mark = start is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var header = await HeaderAsync(input, mark, cancellationToken);
        return new StreamDocument(Recognize(header, options), mark);
    }

    private static async Task<string> HeaderAsync(PipeReader input, int mark, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer.Slice(mark);
            var start = Encoding.UTF8.GetString(buffer.Slice(0, Math.Min(HeaderBytes, buffer.Length))).TrimStart();
            var tells = start.Contains('\n', StringComparison.Ordinal) || (start.StartsWith('{') && start.Trim().Length > 1);
            if (tells || read.IsCompleted || buffer.Length >= HeaderBytes)
            {
                input.AdvanceTo(buffer.Start);
                return start;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static DocumentKind Recognize(string start, StreamOptions options)
    {
        var firstLine = start.Split('\n', 2)[0].TrimEnd();
        return options.Form switch
        {
            StreamForm.Rss => DocumentKind.Feed,
            StreamForm.Csv => DocumentKind.Csv,
            StreamForm.Auto when start.StartsWith('<') => DocumentKind.Feed,
            _ when start.StartsWith('[') || firstLine is "{" => DocumentKind.Json,
            StreamForm.Auto when !start.StartsWith('{') && CsvForm.FromHeader(firstLine, options) is not null => DocumentKind.Csv,
            _ => DocumentKind.JsonLines,
        };
    }
}
