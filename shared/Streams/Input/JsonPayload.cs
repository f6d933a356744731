using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Engram.Streams.Input;

/// <summary>Parses JSON that platforms and their archives hold: text that is no valid Unicode is replaced, not refused.</summary>
internal static class JsonPayload
{
    private const int EscapeChars = 6; // \uXXXX

    /// <exception cref="JsonException">It is no JSON, or nests deeper than allowed.</exception>
    public static JsonDocument Parse(byte[] utf8, int maxDepth)
    {
        // The reader refuses strings with either fault only when they are asked for.
        if (!Utf8.IsValid(utf8))
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        ReplaceLoneSurrogates(utf8);
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
    }

    /// <summary>Makes the replacement character of each escaped surrogate without its other half, in place.</summary>
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

    /// <summary>Bytes of the escape at the start: a pair of surrogates is one.</summary>
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
