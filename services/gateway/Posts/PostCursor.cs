using System.Buffers.Binary;
using System.Buffers.Text;

namespace Engram.Gateway.Posts;

/// <summary>Names a place in the listing of posts, for clients that need not know what it is.</summary>
internal static class PostCursor
{
    public static string After(Post post)
    {
        Span<byte> position = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(position, post.Position);
        return Base64Url.EncodeToString(position);
    }

    public static bool TryRead(string cursor, out long position)
    {
        position = 0;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (!Base64Url.IsValid(cursor, out var length) || length != sizeof(long) || !Base64Url.TryDecodeFromChars(cursor, bytes, out _))
            return false;
        position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return true;
    }
}
