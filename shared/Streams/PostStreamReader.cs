using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Xml;
using Engram.Streams.Input;
using ZstdSharp;

namespace Engram.Streams;

/// <summary>
/// Reads files and bodies of any length: NDJSON of any form, JSON arrays, CSV, RSS and Atom, compressed by gzip or zstd or not.
/// </summary>
public static class PostStreamReader
{
    /// <summary>
    /// Yields the stream's items in order. An unreadable line yields an error and reading continues. A stream with invalid compression or
    /// XML yields an error and ends. Throws only for cancellation and for failures of the stream itself.
    /// </summary>
    /// <param name="stream">Left open.</param>
    /// <param name="options">Null uses the defaults.</param>
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        Stream stream, StreamOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var last = new StreamItem(0, 0, null, null);
        var document = ReadDocumentAsync(stream, options ?? new StreamOptions(), cancellationToken);
        await using var items = document.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            LineError? broken = null;
            try
            {
                if (!await items.MoveNextAsync())
                    yield break;
                last = items.Current;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException or XmlException)
            {
                broken = new LineError(e is XmlException ? LineErrorKind.Malformed : LineErrorKind.Unpacking, e.Message);
                last = new StreamItem(e is XmlException xml ? xml.LineNumber : last.LineNumber + 1, last.ByteOffset, null, broken);
            }

            yield return last;
            if (broken is not null)
                yield break;
        }
    }

    private static async IAsyncEnumerable<StreamItem> ReadDocumentAsync(
        Stream stream, StreamOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var input = await Unpacking.OpenAsync(stream, options, cancellationToken);
        var document = await StreamDocument.RecognizeAsync(input, options, cancellationToken);
        IAsyncEnumerable<RawLine> LinesOf() => Lines.ReadAsync(input, document.StartOffset, options.MaxLineBytes, cancellationToken);
        IAsyncEnumerable<RawLine> ValuesOf() => JsonValues.ReadAsync(input, document.StartOffset, options.MaxLineBytes, cancellationToken);
        var items = document.Kind switch
        {
            DocumentKind.Feed => FeedReader.ReadAsync(input, options, cancellationToken),
            DocumentKind.Json => JsonReader.ReadAsync(ValuesOf(), options),
            DocumentKind.Csv => CsvReader.ReadAsync(LinesOf(), options),
            _ => JsonReader.ReadAsync(LinesOf(), options),
        };
        await foreach (var item in items)
            yield return item;
        await input.CompleteAsync();
    }
}
