using System.Security.Cryptography;

namespace Engram.Blobs;

/// <summary>The address of bytes in the blob store.</summary>
public static class BlobAddress
{
    /// <summary>SHA-256, hexadecimal in lower case.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
