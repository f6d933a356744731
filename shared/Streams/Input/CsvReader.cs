using System.Text;
using Engram.Streams.Forms;

namespace Engram.Streams.Input;

/// <summary>Reads CSV records, which may span several lines.</summary>
internal static class CsvReader
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(IAsyncEnumerable<RawLine> lines, StreamOptions options)
    {
        CsvForm? form = null;
        CsvRecord? open = null;
        await foreach (var line in lines)
        {
            if (form is null)
            {
                if (line.IsBlank)
                    continue;
                form = ReadHeader(line, options);
                if (form is null)
                {
                    var error = new LineError(LineErrorKind.UnknownForm, $"No form fits. csv: {CsvForm.MissingColumns(options)}.");
                    yield return new StreamItem(line.Number, line.Offset, null, error);
                    yield break;
                }

                continue;
            }

            if (open is null && line.IsBlank)
                continue;
            open ??= new CsvRecord(line, form.Separator);
            open.Add(line.Utf8, options.MaxLineBytes);
            if (open.IsOpen)
                continue;
            yield return Read(open, form, options);
            open = null;
        }

        if (open is not null)
            yield return open.Item(null, new LineError(LineErrorKind.CutShort, "The stream ends inside a quoted field."));
    }

    private static CsvForm? ReadHeader(RawLine line, StreamOptions options) =>
        line.Utf8 is { } header ? CsvForm.FromHeader(Encoding.UTF8.GetString(header).TrimEnd('\r'), options) : null;

    private static StreamItem Read(CsvRecord record, CsvForm form, StreamOptions options)
    {
        if (record.Text is not { } text)
            return record.Item(null, Faults.TooLong(options));
        try
        {
            return record.Item(form.Read(text), null);
        }
        catch (PayloadException e)
        {
            return record.Item(null, new LineError(LineErrorKind.InvalidPost, $"csv: {e.Message}."));
        }
    }
}

/// <summary>A record that collects lines until its quotes are closed.</summary>
internal sealed class CsvRecord(RawLine first, char separator)
{
    private readonly StringBuilder _text = new();
    private long _bytes;
    private bool _isTooLong;
    private bool _isQuoted;
    private bool _isFieldStart = true;
    private bool _isAfterClosing;

    /// <summary>
    /// Whether a quoted field continues on the next line. A record that is too long ends, because its quote may never be closed.
    /// </summary>
    public bool IsOpen => _isQuoted && !_isTooLong;

    /// <summary>Null when the record is too long.</summary>
    public string? Text => _isTooLong ? null : _text.ToString().TrimEnd('\r');

    public void Add(byte[]? line, int maxRecordBytes)
    {
        _bytes += line?.Length + 1 ?? 0;
        _isTooLong |= line is null || _bytes > maxRecordBytes;
        if (_isTooLong)
            return;
        var start = _text.Length;
        if (start > 0)
            _text.Append('\n');
        _text.Append(Encoding.UTF8.GetString(line!));
        Follow(_text.ToString(start, _text.Length - start));
    }

    public StreamItem Item(StreamEvent? found, LineError? error) => new(first.Number, first.Offset, found, error);

    // A quote opens a field only at its start; elsewhere it is literal (inches). A quote right after a closing one is the second of a pair.
    private void Follow(string line)
    {
        foreach (var letter in line)
        {
            var closes = letter == '"' && _isQuoted;
            var opens = letter == '"' && !_isQuoted && (_isFieldStart || _isAfterClosing);
            _isQuoted = opens || (_isQuoted && !closes);
            _isAfterClosing = closes;
            _isFieldStart = !_isQuoted && letter == separator;
        }
    }
}
