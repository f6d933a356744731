namespace Engram.Text.Entities;

/// <summary>
/// Recognizes ticker symbols: <c>$AAPL</c>, <c>$BRK.B</c>, <c>$ABC-A</c>. With a market, as in <c>$VOW:GR</c>, the symbol may be digits:
/// <c>$6758:JP</c>.
/// </summary>
internal static class Cashtag
{
    private const int LongestSymbol = 6;
    private const int LongestClass = 2;

    /// <summary>Length in chars of the cashtag whose sign is at <paramref name="sign"/>; 0 when there is none.</summary>
    public static int Length(string text, int sign)
    {
        if (sign > 0 && !char.IsWhiteSpace(text[sign - 1]))
            return 0;
        var rest = text.AsSpan(sign + 1);
        var symbol = SymbolLength(rest);
        var qualified = symbol == 0 ? 0 : QualifiedLength(rest, symbol);
        if (qualified > 0 && MayEndAt(rest, qualified))
            return 1 + qualified;
        return symbol > 0 && char.IsAsciiLetter(rest[0]) && MayEndAt(rest, symbol) ? 1 + symbol : 0;
    }

    /// <summary>Length of a run of letters or of digits, at most six; 0 otherwise.</summary>
    private static int SymbolLength(ReadOnlySpan<char> text)
    {
        var letters = text.IndexOfAnyExcept(Letters) is var end and >= 0 ? end : text.Length;
        var length = letters > 0 ? letters : Quantities.DigitsLength(text);
        return length <= LongestSymbol ? length : 0;
    }

    private static int QualifiedLength(ReadOnlySpan<char> text, int symbol)
    {
        if (symbol == text.Length)
            return 0;
        var qualifier = SymbolLength(text[(symbol + 1)..]);
        var end = symbol + 1 + qualifier;
        var (hasLetters, qualifiedByLetters) = (char.IsAsciiLetter(text[0]), qualifier > 0 && char.IsAsciiLetter(text[symbol + 1]));
        return text[symbol] switch
        {
            _ when qualifier == 0 => 0,
            ':' => hasLetters || qualifiedByLetters ? end : 0,
            '.' or '_' or '-' => hasLetters && qualifiedByLetters && qualifier <= LongestClass ? end : 0,
            _ => 0,
        };
    }

    private static bool MayEndAt(ReadOnlySpan<char> text, int end) =>
        end == text.Length || char.IsWhiteSpace(text[end]) || UrlScanner.IsPunctuation(text[end]);

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
