using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using ZstdSharp;

namespace Engram.Streams.Input;

/// <summary>Decompresses gzip and zstd, recognized by their first bytes.</summary>
internal static class Unpacking
{
    private const int LongestMagicBytes = 4;

    // A line that spans many reads is searched again for each read, so reads are large.
    private const int ReadBytes = 64 << 10;

    /// <exception cref="InvalidDataException">The compression format is not supported.</exception>
    public static async Task<PipeReader> OpenAsync(Stream stream, StreamOptions options, CancellationToken cancellationToken)
    {
        var packed = new CountingStream(stream);
        var input = PipeReader.Create(packed, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        var start = await PeekAsync(input, LongestMagicBytes, cancellationToken);
        Stream? unpacked = start switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(input.AsStream(), CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD] => new DecompressionStream(input.AsStream(), leaveOpen: false),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => throw new InvalidDataException("bzip2 is not read: unpack the file first."),
            [(byte)'P', (byte)'K', 3, 4] => throw new InvalidDataException("zip is not read: unpack the file first."),
            _ => null,
        };
        return unpacked is null ? input : PipeReader.Create(
            new LimitedStream(unpacked, packed, options), new StreamPipeReaderOptions(bufferSize: ReadBytes));
    }

    /// <summary>Returns the first bytes of an input, or fewer if it is shorter, without consuming them.</summary>
    public static async Task<byte[]> PeekAsync(PipeReader input, int bytes, CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(bytes, cancellationToken);
        var start = read.Buffer.Slice(0, Math.Min(bytes, read.Buffer.Length)).ToArray();
        input.AdvanceTo(read.Buffer.Start);
        return start;
    }
}

/// <summary>A read-only stream that can't seek.</summary>
public abstract class ForwardStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Counts the bytes read from a stream.</summary>
internal sealed class CountingStream(Stream inner) : ForwardStream
{
    public long Bytes { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Bytes += read;
        return read;
    }
}

/// <summary>Stops decompression bombs by total size and by ratio to the compressed bytes read.</summary>
internal sealed class LimitedStream(Stream unpacked, CountingStream packed, StreamOptions options) : ForwardStream
{
    // The ratio is not checked below this size: small files may be repetitive without harm.
    private const long UnjudgedBytes = 16 << 20;

    private long _bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await unpacked.ReadAsync(buffer, cancellationToken);
        _bytes += read;
        if (_bytes > options.MaxUnpackedBytes)
            throw new InvalidDataException($"The stream unpacks to more than {options.MaxUnpackedBytes} bytes.");
        if (_bytes > UnjudgedBytes && _bytes / options.MaxUnpackingRatio > packed.Bytes)
            throw new InvalidDataException($"The stream unpacks to more than {options.MaxUnpackingRatio} times its size.");
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacked.Dispose();
        base.Dispose(disposing);
    }
}
