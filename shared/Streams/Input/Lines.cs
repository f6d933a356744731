using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Engram.Streams.Input;

/// <summary>Splits bytes at newlines. Memory is bounded by the longest allowed line, whatever the length of the stream.</summary>
internal static class Lines
{
    public static async IAsyncEnumerable<RawLine> ReadAsync(
        PipeReader input, long offset, int maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        var skippedBytes = 0L;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var isAllowed = skippedBytes == 0 && line.Length <= maxLineBytes;
                yield return new RawLine(++number, offset, isAllowed ? line.ToArray() : null, IsEnded: true);
                offset += skippedBytes + line.Length + 1;
                skippedBytes = 0;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                var isTooLong = skippedBytes > 0 || buffer.Length > maxLineBytes;
                if (isTooLong || !buffer.IsEmpty)
                    yield return new RawLine(number + 1, offset, isTooLong ? null : buffer.ToArray(), IsEnded: false);
                yield break;
            }

            if (skippedBytes > 0 || buffer.Length > maxLineBytes)
            {
                skippedBytes += buffer.Length;
                buffer = buffer.Slice(buffer.End);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
