using System.Security.Cryptography;

namespace Engram.Blobs;

/// <summary>The address of bytes in the blob store.</summary>
public static class BlobAddress
{
    /// <summary>Returns the SHA-256 of the content, 64 lower-case hex digits.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
