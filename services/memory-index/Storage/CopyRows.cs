using System.Buffers.Binary;

namespace Engram.MemoryIndex.Storage;

/// <summary>Reads the rows of <c>copy ... to stdout (format binary)</c>, field by field as bytes: allocating strings for millions of texts
/// would cost more than all further work on them.</summary>
/// <param name="stream">The output of PostgreSQL.</param>
internal sealed class CopyRows(Stream stream)
{
    private const int HeaderBytes = 19; // signature, flags, length of the header extension (no version sends one)
    private const short NoMoreRows = -1;

    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;

    /// <summary>Skips the header.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        await FillAsync(HeaderBytes, cancellationToken);
        _start += HeaderBytes;
    }

    /// <summary>Advances to the next row; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        await FillAsync(sizeof(short), cancellationToken);
        var fields = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start));
        _start += sizeof(short);
        if (fields == NoMoreRows)
            return false;

        // Buffer the whole row first, so that its fields can be read as spans.
        var row = 0;
        for (var field = 0; field < fields; field++)
        {
            await FillAsync(row + sizeof(int), cancellationToken);
            row += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + row)));
        }

        await FillAsync(row, cancellationToken);
        return true;
    }

    /// <summary>The next field of the row; empty if it is null.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start)));
        var field = _buffer.AsSpan(_start + sizeof(int), length);
        _start += sizeof(int) + length;
        return field;
    }

    public long NextInt64() => BinaryPrimitives.ReadInt64BigEndian(Next());

    private async ValueTask FillAsync(int bytes, CancellationToken cancellationToken)
    {
        if (_end - _start >= bytes)
            return;
        if (_buffer.Length - _start < bytes)
            MakeRoom(bytes);
        while (_end - _start < bytes)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read > 0 ? read : throw new EndOfStreamException("PostgreSQL ended its rows within one.");
        }
    }

    private void MakeRoom(int bytes)
    {
        var kept = _buffer.AsSpan(_start, _end - _start);
        var buffer = _buffer.Length < bytes ? new byte[Math.Max(bytes, 2 * _buffer.Length)] : _buffer;
        kept.CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, kept.Length);
    }
}
