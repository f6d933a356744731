using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Engram.Streams.Input;

/// <summary>Parses JSON of platforms and archives. Invalid Unicode is replaced instead of rejected.</summary>
internal static class JsonPayload
{
    private const int EscapeChars = 6; // \uXXXX

    /// <exception cref="JsonException">The bytes are not JSON, or nest deeper than allowed.</exception>
    public static JsonDocument Parse(byte[] utf8, int maxDepth)
    {
        // The JSON reader reports either fault only when a string is read, so replace both first.
        if (!Utf8.IsValid(utf8))
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        ReplaceLoneSurrogates(utf8);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
    }

    /// <summary>Overwrites each escaped lone surrogate with the replacement character, in place.</summary>
    public static void ReplaceLoneSurrogates(Span<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at < json.Length;)
        {
            var length = EscapeLength(json[at..]);
            if (length == EscapeChars && IsSurrogate(CodeUnit(json[at..])))
                "\\ufffd"u8.CopyTo(json[at..]);
            at += length;
            var next = at < json.Length ? json[at..].IndexOf((byte)'\\') : -1;
            at = next < 0 ? json.Length : at + next;
        }
    }

    /// <summary>Length in bytes of the escape at the start; a surrogate pair is one escape.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> json)
    {
        if (CodeUnit(json) is not { } first)
            return 2;
        var isPair = char.IsHighSurrogate(first) && CodeUnit(json[EscapeChars..]) is { } second && char.IsLowSurrogate(second);
        return isPair ? 2 * EscapeChars : EscapeChars;
    }

    private static bool IsSurrogate(char? unit) => unit is { } found && char.IsSurrogate(found);

    private static char? CodeUnit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeChars && json[0] == '\\' && json[1] == 'u'
            && Utf8Parser.TryParse(json[2..EscapeChars], out ushort unit, out var read, 'x') && read == 4 ? (char)unit : null;
}
