namespace Engram.Text;

/// <summary>
/// Recognizes quantities at the start of a text: percentages, money, phone numbers, times, dates and other numbers. The patterns are those
/// of ekphrasis.
/// </summary>
internal static class Quantities
{
    private const string Currencies = "$€£¢¥";

    private static readonly string[] MoneyScales = ["million", "mil", "mn", "m", "billion", "bil", "bn", "b", "k"];

    private static readonly string[] DayHalves = ["a.m.", "p.m.", "am", "pm"];

    /// <summary>The mark and the number of chars it replaces; length 0 when no quantity starts here.</summary>
    /// <param name="text">The rest of the text.</param>
    /// <param name="previous">The char before it.</param>
    public static (int Length, string Text) Match(ReadOnlySpan<char> text, char previous)
    {
        if (MoneyLength(text) is var money and > 0)
            return (money, "<money>");
        if (IsWordChar(previous))
            return default;
        if (PhoneLength(text) is var phone and > 0)
            return (phone, "<phone>");
        if (Dates.Length(text, previous) is var date and > 0)
            return (date, "<date>");
        if (!char.IsAsciiDigit(text[0]))
            return default;
        if (TimeLength(text) is var time and > 0)
            return (time, "<time>");
        return NumberLength(text) switch
        {
            0 => default,
            var number when At(text, number) == '%' => (number + 1, "<percent>"),
            var number when Currencies.Contains(At(text, number)) => (number + 1, "<money>"),
            var number => (number, "<number>"),
        };
    }

    /// <summary>Number of digits at the start of a text.</summary>
    public static int DigitsLength(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>The char at an index; NUL past the end.</summary>
    public static char At(ReadOnlySpan<char> text, int at) => at < text.Length ? text[at] : '\0';

    /// <summary>Whether a char is part of a word, so that no quantity may begin or end next to it.</summary>
    public static bool IsWordChar(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>
    /// Digits, optionally with one group after a point, comma or apostrophe, such as <c>1,234</c>. In <c>1,234.5</c> the rest is a separate
    /// number.
    /// </summary>
    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var whole = DigitsLength(text);
        var grouped = GroupedLength(text);
        return EndsWord(text, grouped) ? grouped : EndsWord(text, whole) ? whole : 0;
    }

    private static int GroupedLength(ReadOnlySpan<char> text)
    {
        var whole = DigitsLength(text);
        return At(text, whole) is '.' or ',' or '\'' && char.IsAsciiDigit(At(text, whole + 1)) ? whole + 1
            + DigitsLength(text[(whole + 1)..]) : whole;
    }

    private static bool EndsWord(ReadOnlySpan<char> text, int length) => length > 0 && !IsWordChar(At(text, length));

    /// <summary><c>$20</c>, <c>£1.5m</c>.</summary>
    private static int MoneyLength(ReadOnlySpan<char> text)
    {
        if (!Currencies.Contains(text[0]) || !char.IsAsciiDigit(At(text, 1)))
            return 0;
        var length = 1 + GroupedLength(text[1..]);
        foreach (var scale in MoneyScales)
        {
            if (text[length..].StartsWith(scale, StringComparison.OrdinalIgnoreCase) && EndsWord(text, length + scale.Length))
                return length + scale.Length;
        }

        return length;
    }

    /// <summary>Ten digits grouped three, three, four, optionally after a country code: <c>+1 (555) 123-4567</c>.</summary>
    private static int PhoneLength(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (text[0] == '+')
        {
            at = 1 + DigitsLength(text[1..]);
            if (at is < 2 or > 3 || At(text, at++) != ' ')
                return 0;
        }

        if (At(text, at) == '(')
            at++;
        foreach (var (digits, separators) in (ReadOnlySpan<(int, string)>)[(3, ") .-"), (3, " .-"), (4, "")])
        {
            for (var digit = 0; digit < digits; digit++)
            {
                if (!char.IsAsciiDigit(At(text, at++)))
                    return 0;
            }

            if (separators.StartsWith(')') && At(text, at) == ')')
                at++;
            if (At(text, at) is ' ' or '.' or '-' && separators.Contains(At(text, at)))
                at++;
        }

        return char.IsAsciiDigit(At(text, at)) ? 0 : at;
    }

    /// <summary><c>10:30</c>, <c>10:30:15 pm</c>, <c>7pm</c>.</summary>
    private static int TimeLength(ReadOnlySpan<char> text)
    {
        var hours = DigitsLength(text);
        var clock = hours > 2 || !IsSixtieth(text, hours) ? 0 : IsSixtieth(text, hours + 3) ? hours + 6 : hours + 3;
        if (clock > 0)
            return clock + DayHalfLength(text[clock..], maySpace: true);
        var length = GroupedLength(text);
        var half = DayHalfLength(text[length..], maySpace: false);
        return half > 0 ? length + half : 0;
    }

    /// <summary>Whether <c>:</c> and exactly two digits, the first below 6, start at an index.</summary>
    private static bool IsSixtieth(ReadOnlySpan<char> text, int at) =>
        At(text, at) == ':' && At(text, at + 1) is >= '0' and <= '5' && char.IsAsciiDigit(At(text, at + 2))
            && !char.IsAsciiDigit(At(text, at + 3));

    private static int DayHalfLength(ReadOnlySpan<char> text, bool maySpace)
    {
        var space = maySpace && At(text, 0) == ' ' ? 1 : 0;
        foreach (var half in DayHalves)
        {
            if (text[space..].StartsWith(half, StringComparison.OrdinalIgnoreCase)
                && (half[^1] == '.' || EndsWord(text, space + half.Length)))
                return space + half.Length;
        }

        return 0;
    }
}
