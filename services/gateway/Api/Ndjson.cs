using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Engram.Gateway.Api;

/// <summary>One line of an NDJSON body.</summary>
/// <param name="Number">From 1, blank lines counted.</param>
/// <param name="Utf8">Its bytes; null when it was longer than allowed.</param>
public readonly record struct NdjsonLine(long Number, byte[]? Utf8);

/// <summary>Newline-delimited JSON, read line by line so that a body of any length takes the memory of one line.</summary>
public static class Ndjson
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Yields the lines of a body that are not blank. A line that is too long is passed over to its end and yielded without bytes.</summary>
    /// <exception cref="TimeoutException">Nothing came for <paramref name="idle"/>.</exception>
    public static async IAsyncEnumerable<NdjsonLine> ReadLinesAsync(
        PipeReader body, int maxLineBytes, TimeSpan idle, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        var isSkipping = false;
        while (true)
        {
            var read = await ReadAsync(body, idle, time, cancellationToken);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                if (++number == 1)
                    line = WithoutByteOrderMark(line);
                if (isSkipping || line.Length > maxLineBytes)
                    yield return new NdjsonLine(number, null);
                else if (!IsBlank(line))
                    yield return new NdjsonLine(number, line.ToArray());
                isSkipping = false;
            }

            if (buffer.Length > maxLineBytes)
            {
                isSkipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted)
                continue;
            if (isSkipping)
                yield return new NdjsonLine(number + 1, null);
            yield break;
        }
    }

    private static async Task<ReadResult> ReadAsync(PipeReader body, TimeSpan idle, TimeProvider time, CancellationToken cancellationToken)
    {
        var read = body.ReadAsync(cancellationToken).AsTask();
        try
        {
            return await read.WaitAsync(idle, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The body is given back whole, with no read under way.
            body.CancelPendingRead();
            body.AdvanceTo((await read).Buffer.Start);
            throw;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(line);
        reader.IsNext("\uFEFF"u8, advancePast: true);
        return reader.UnreadSequence;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }

        return true;
    }
}
