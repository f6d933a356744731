using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Engram.ApiContracts;

/// <summary>One line of an NDJSON body.</summary>
/// <param name="Number">Line number from 1, including blank lines.</param>
/// <param name="Utf8">Its bytes; null when the line is longer than allowed.</param>
public readonly record struct NdjsonLine(long Number, byte[]? Utf8);

/// <summary>A piece of a line of an NDJSON body.</summary>
/// <param name="Number">Number of its line from 1, including blank lines.</param>
/// <param name="Utf8">Its bytes.</param>
/// <param name="IsLast">Whether the piece ends its line.</param>
internal readonly record struct NdjsonPiece(long Number, ReadOnlyMemory<byte> Utf8, bool IsLast);

/// <summary>Newline-delimited JSON, read line by line: a body of any length takes the memory of one line.</summary>
public static class Ndjson
{
    public const string MediaType = "application/x-ndjson";

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Yields the lines of a body that are not blank. A line that is too long is skipped to its end and yielded without
    /// bytes.</summary>
    /// <exception cref="TimeoutException">No data arrived for <paramref name="idle"/>.</exception>
    public static async IAsyncEnumerable<NdjsonLine> ReadLinesAsync(
        PipeReader body, int maxLineBytes, TimeSpan idle, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>();
        var isTooLong = false;
        await foreach (var piece in ReadPiecesAsync(body, idle, time, cancellationToken))
        {
            var most = (long)maxLineBytes + (piece.Number == 1 ? ByteOrderMark.Length : 0);
            isTooLong |= line.WrittenCount + piece.Utf8.Length > most;
            if (isTooLong)
                line.ResetWrittenCount();
            else
                line.Write(piece.Utf8.Span);
            if (!piece.IsLast)
                continue;
            var start = piece.Number == 1 ? line.WrittenCount - WithoutByteOrderMark(line.WrittenSpan).Length : 0;
            if (isTooLong || line.WrittenCount - start > maxLineBytes)
                yield return new NdjsonLine(piece.Number, null);
            else if (!IsBlank(line.WrittenSpan[start..]))
                yield return new NdjsonLine(piece.Number, line.WrittenSpan[start..].ToArray());
            line.ResetWrittenCount();
            isTooLong = false;
        }
    }

    /// <summary>Yields the lines of a body in pieces as they arrive, so that even a long line is never buffered here. A piece is valid
    /// until the next one is requested.</summary>
    /// <exception cref="TimeoutException">No data arrived for <paramref name="idle"/>.</exception>
    internal static async IAsyncEnumerable<NdjsonPiece> ReadPiecesAsync(
        PipeReader body, TimeSpan idle, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 1L;
        var isOpen = false;
        for (var isCompleted = false; !isCompleted;)
        {
            var read = await ReadAsync(body, idle, time, cancellationToken);
            isCompleted = read.IsCompleted;
            foreach (var segment in read.Buffer)
            {
                var rest = segment;
                while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
                {
                    yield return new NdjsonPiece(number++, rest[..end], IsLast: true);
                    isOpen = false;
                    rest = rest[(end + 1)..];
                }

                if (rest.IsEmpty)
                    continue;
                isOpen = true;
                yield return new NdjsonPiece(number, rest, IsLast: false);
            }

            body.AdvanceTo(read.Buffer.End);
        }

        if (isOpen)
            yield return new NdjsonPiece(number, default, IsLast: true);
    }

    /// <summary>Whether a line holds only white space.</summary>
    internal static bool IsBlank(ReadOnlySpan<byte> line) => WithoutByteOrderMark(line).IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <summary>Returns the text without its byte order mark, if it has one.</summary>
    internal static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> text) =>
        text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;

    private static async Task<ReadResult> ReadAsync(PipeReader body, TimeSpan idle, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = body.ReadAsync(cancellationToken).AsTask();
        try
        {
            return await read.WaitAsync(idle, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Return the reader unconsumed and without a pending read.
            body.CancelPendingRead();
            body.AdvanceTo((await read).Buffer.Start);
            throw;
        }
    }
}
