using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Xml;
using Engram.Streams.Input;
using ZstdSharp;

namespace Engram.Streams;

/// <summary>Reads files and bodies of any length: NDJSON of any form, JSON arrays, CSV, RSS and Atom; gzip and zstd are unpacked.</summary>
public static class PostStreamReader
{
    /// <summary>
    /// Yields what the stream says, in order. A line that can't be read yields its error and the next one goes on; a stream that can't be
    /// unpacked, or whose XML is broken, yields its error last. Only what the stream itself throws, and cancellation, are thrown.
    /// </summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="options">Null: the defaults.</param>
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
