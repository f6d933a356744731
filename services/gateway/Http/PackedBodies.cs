using System.IO.Compression;

namespace Engram.Gateway.Http;

/// <summary>Takes request bodies that are compressed by gzip or brotli (<c>Content-Encoding</c>).</summary>
internal static class PackedBodies
{
    private const string Identity = "identity";
    private const string Taken = "gzip, br";

    public static void UsePackedBodies(this WebApplication app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        var encoding = request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is "" or Identity)
        {
            await next(context);
            return;
        }

        var packed = new CountedStream(request.Body);
        await using Stream? inflated = encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => null,
        };
        if (inflated is null)
        {
            context.Response.Headers.AcceptEncoding = Taken;
            await new UnreadBody(Problems.UnsupportedEncoding(encoding, Taken).ToResult()).ExecuteAsync(context);
            return;
        }

        await using var body = new InflatedBody(inflated, packed);
        context.Features.Set(body);
        request.Body = body;
        request.Headers.ContentEncoding = default;
        // What is declared is the length of what was packed; endpoints reckon with what they read.
        request.ContentLength = null;
        await next(context);
    });
}

/// <summary>A request body while it is inflated. It ends with 413 when it holds more bytes than the endpoint takes, or far more than honest
/// text gains by compression: a stream of lines has no length that could limit it.</summary>
internal sealed class InflatedBody(Stream inflated, CountedStream packed) : ReadingStream
{
    // JSON shrinks to a tenth, repeated lines to a hundredth.
    private const int MaxRatio = 200;
    private const int FreeBytes = 1 << 20;

    private long _bytes;

    /// <summary>Most bytes that it may hold; null: no limit but the ratio. The endpoint sets it.</summary>
    public long? MaxBytes { get; set; } = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inflated.ReadAsync(buffer, cancellationToken);
            _bytes += read;
            if (_bytes > MaxBytes || _bytes > FreeBytes + packed.Count * MaxRatio)
                throw new BadHttpRequestException("The body is too large when it is unpacked.", StatusCodes.Status413PayloadTooLarge);
            return read;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The body is not packed as Content-Encoding says.", StatusCodes.Status400BadRequest, e);
        }
    }
}

/// <summary>Counts the bytes that are read from a stream.</summary>
internal sealed class CountedStream(Stream inner) : ReadingStream
{
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count += read;
        return read;
    }
}

/// <summary>A stream that can only be read, and only asynchronously, as the bodies of requests are.</summary>
internal abstract class ReadingStream : Stream
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

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
