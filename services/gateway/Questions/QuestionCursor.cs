using System.Buffers.Text;

namespace Engram.Gateway.Questions;

/// <summary>Encodes a position in the listing of questions as an opaque cursor.</summary>
internal static class QuestionCursor
{
    private const int Bytes = 16;

    public static string After(Question question) => Base64Url.EncodeToString(question.Id.ToByteArray(bigEndian: true));

    public static bool TryRead(string cursor, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        var isCursor = Base64Url.IsValid(cursor, out var length) && length == Bytes && Base64Url.TryDecodeFromChars(cursor, bytes, out _);
        id = isCursor ? new Guid(bytes, bigEndian: true) : Guid.Empty;
        return isCursor;
    }
}
