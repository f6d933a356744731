using System.Text;
using Engram.Text.Posts;

namespace Engram.MemorySearch.Strategies;

/// <summary>The words of a lowercase ASCII text, in order: the same as <see cref="HashWords"/> finds, without allocating a string for each.
/// Nearly all keys are ASCII, and start-up reads millions of them.</summary>
internal ref struct AsciiWords(ReadOnlySpan<byte> lowerCase)
{
    private readonly ReadOnlySpan<byte> _text = lowerCase;
    private int _at = 0;

    public ReadOnlySpan<byte> Current { get; private set; }

    public bool MoveNext()
    {
        while (_at < _text.Length)
        {
            var start = _at;
            _at = start + TokenLength(start);
            Current = _text[start.._at];
            if (!IsPunctuation(Current))
                return true;
        }

        return false;
    }

    private readonly int TokenLength(int start)
    {
        var first = _text[start];
        if (IsWordByte(first))
            return WordLength(start);
        if (first == '<' && MarkLength(start) is var mark and > 0)
            return mark;
        if (first == '!' && (start == 0 || char.IsWhiteSpace((char)_text[start - 1])) && start + 1 < _text.Length
            && IsWordByte(_text[start + 1]))
            return 1 + WordLength(start + 1);
        return 1;
    }

    // Or invisible characters only.
    private static bool IsPunctuation(ReadOnlySpan<byte> token)
    {
        foreach (var value in token)
        {
            if (value is > (byte)' ' and < 0x7F && !char.IsPunctuation((char)value))
                return false;
        }

        return true;
    }

    private readonly int WordLength(int start)
    {
        var at = start + 1;
        while (at < _text.Length && (IsWordByte(_text[at]) || IsInnerPoint(at)))
            at++;
        return at - start;
    }

    private readonly bool IsInnerPoint(int at) =>
        _text[at] is (byte)'.' or (byte)',' && char.IsAsciiDigit((char)_text[at - 1]) && at + 1 < _text.Length
            && char.IsAsciiDigit((char)_text[at + 1]);

    private readonly int MarkLength(int start)
    {
        var at = start + 1;
        while (at < _text.Length && char.IsAsciiLetterLower((char)_text[at]))
            at++;
        var isMark = at > start + 1 && at < _text.Length && _text[at] == '>' && !IsTagName(_text[(start + 1)..at]);
        return isMark ? at + 1 - start : 0;
    }

    private static bool IsTagName(ReadOnlySpan<byte> name)
    {
        if (name.Length > Markup.LongestTagName)
            return false;
        Span<char> chars = stackalloc char[Markup.LongestTagName];
        return Markup.IsTagName(chars[..Encoding.ASCII.GetChars(name, chars)]);
    }

    private static bool IsWordByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';
}
