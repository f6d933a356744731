using System.Buffers.Binary;
using System.Buffers.Text;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>Encodes a position in a listing as an opaque cursor.</summary>
internal static class PageCursor
{
    public static string After(long position)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The position; null for the first page, which has no cursor.</returns>
    /// <exception cref="ProblemException">The cursor was not issued by this service.</exception>
    public static long? Read(string? cursor)
    {
        if (cursor is null)
            return null;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return Base64Url.IsValid(cursor, out var length) && length == sizeof(long) && Base64Url.TryDecodeFromChars(cursor, bytes, out _)
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : throw new ProblemException(Problems.InvalidQuery(nameof(cursor), "is none that this service gave"));
    }
}
