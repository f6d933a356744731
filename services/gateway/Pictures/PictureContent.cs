using System.Security.Cryptography;

namespace Engram.Gateway.Pictures;

/// <summary>The bytes of a picture between its arrival and the blob store. Only one reader may use it at a time.</summary>
public sealed class PictureContent : IDisposable
{
    private readonly Stream _bytes;
    private readonly IDisposable? _share;

    internal PictureContent(Stream bytes, byte[] sha256, IDisposable? share)
    {
        _bytes = bytes;
        _share = share;
        Digest = sha256;
        Length = bytes.Length;
    }

    public long Length { get; }

    /// <summary>SHA-256, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>SHA-256, hexadecimal in lower case: the picture's address in the blob store.</summary>
    public string Sha256 => Convert.ToHexStringLower(Digest.Span);

    /// <summary>Wraps a picture that is already in memory.</summary>
    public static PictureContent Of(byte[] bytes) => new(new MemoryStream(bytes, writable: false), SHA256.HashData(bytes), share: null);

    /// <summary>Returns the bytes from the start. The picture owns the stream, so do not dispose it.</summary>
    public Stream Open()
    {
        _bytes.Position = 0;
        return _bytes;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _share?.Dispose();
    }
}
