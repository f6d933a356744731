namespace Engram.Text;

/// <summary>
/// Recognizes dates at the start of a text: <c>24/12/2019</c>, <c>5 June 2019</c>, <c>June 5th</c>. The patterns are those of ekphrasis
/// plus ISO 8601.
/// </summary>
internal static class Dates
{
    // Longest first, so that "june" does not match as "jun" with a rest.
    private static readonly string[] Months =
    [
        "september", "february", "november", "december", "january", "october", "august", "march", "april", "june", "july", "sept",
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];

    private static readonly string[] Ordinals = ["st", "nd", "rd", "th"];

    /// <summary>Length of the date in chars; 0 when no date starts here.</summary>
    public static int Length(ReadOnlySpan<char> text, char previous)
    {
        if (!char.IsAsciiDigit(text[0]))
        {
            var month = MonthLength(text);
            var day = month == 0 ? 0 : AfterMonthLength(text[month..]);
            return day == 0 ? 0 : month + day;
        }

        return InDigitsLength(text) is var digits and > 0 ? digits : previous == ':' ? 0 : DayFirstLength(text);
    }

    /// <summary><c>5 June</c>, <c>2019, May 3</c>: one to four digits and a month, then an optional day or year.</summary>
    private static int DayFirstLength(ReadOnlySpan<char> text)
    {
        var at = Quantities.DigitsLength(text);
        if (at > 4)
            return 0;
        at += Quantities.At(text, at) == ',' ? 1 : 0;
        at += Quantities.At(text, at) == ' ' ? 1 : 0;
        var month = MonthLength(text[Math.Min(at, text.Length)..]);
        return month == 0 ? 0 : at + month + AfterMonthLength(text[(at + month)..]);
    }

    /// <summary>
    /// A month's name or abbreviation as a whole word. Lower-case "may" does not count: it is a verb more often than a month.
    /// </summary>
    private static int MonthLength(ReadOnlySpan<char> text)
    {
        foreach (var month in Months)
        {
            if (text.StartsWith(month, StringComparison.OrdinalIgnoreCase) && !Quantities.IsWordChar(Quantities.At(text, month.Length))
                && (month != "may" || text[0] == 'M'))
                return month.Length;
        }

        return 0;
    }

    /// <summary>The day or year after a month, <c> 5</c> or <c> 5th, 2019</c>, but not a clock time.</summary>
    private static int AfterMonthLength(ReadOnlySpan<char> text)
    {
        var at = Quantities.At(text, 0) == ',' ? 1 : 0;
        at += Quantities.At(text, at) == ' ' ? 1 : 0;
        at += Quantities.At(text, at) == '\'' ? 1 : 0;
        var digits = at > text.Length ? 0 : Quantities.DigitsLength(text[at..]);
        if (digits is 0 or > 4)
            return 0;
        at += digits;
        at += OrdinalLength(text[at..]);
        if (Quantities.IsWordChar(Quantities.At(text, at)) || IsClock(text, at))
            return 0;
        return at + YearLength(text[at..]);
    }

    private static int OrdinalLength(ReadOnlySpan<char> text)
    {
        foreach (var ordinal in Ordinals)
        {
            if (text.StartsWith(ordinal, StringComparison.OrdinalIgnoreCase))
                return ordinal.Length;
        }

        return 0;
    }

    /// <summary><c>, 2019</c> or <c>/19</c> after a day.</summary>
    private static int YearLength(ReadOnlySpan<char> text)
    {
        var at = Quantities.At(text, 0) is ',' or '/' ? 1 : 0;
        at += Quantities.At(text, at) == ' ' ? 1 : 0;
        at += Quantities.At(text, at) == '\'' ? 1 : 0;
        var digits = at == 0 || at > text.Length ? 0 : Quantities.DigitsLength(text[at..]);
        var end = at + digits;
        return digits is 2 or 3 or 4 && !Quantities.IsWordChar(Quantities.At(text, end)) && !IsClock(text, end) ? end : 0;
    }

    private static bool IsClock(ReadOnlySpan<char> text, int at) =>
        Quantities.At(text, at) == ':' && char.IsAsciiDigit(Quantities.At(text, at + 1));

    /// <summary><c>24/12/2019</c>, <c>24.12.19</c>, <c>12-2019</c>, <c>2019-12-24</c>; both separators must be the same.</summary>
    private static int InDigitsLength(ReadOnlySpan<char> text)
    {
        var first = Quantities.DigitsLength(text);
        var separator = Quantities.At(text, first);
        if (separator is not ('.' or '-' or '/'))
            return 0;
        var second = Quantities.DigitsLength(text[(first + 1)..]);
        var end = first + 1 + second;
        if (Quantities.At(text, end) == separator && char.IsAsciiDigit(Quantities.At(text, end + 1)))
        {
            var third = Quantities.DigitsLength(text[(end + 1)..]);
            var isDate = (first, second, third) is (1 or 2, 1 or 2, 2 or 4) or (4, 2, 2);
            return isDate && EndsDate(text, end + 1 + third) ? end + 1 + third : 0;
        }

        return (first, second) is (1 or 2, 4) && text[first + 1] is '1' or '2' && EndsDate(text, end) ? end : 0;
    }

    private static bool EndsDate(ReadOnlySpan<char> text, int at) =>
        !Quantities.IsWordChar(Quantities.At(text, at))
            && !(Quantities.At(text, at) is '.' or '-' or '/' && char.IsAsciiDigit(Quantities.At(text, at + 1)));
}
