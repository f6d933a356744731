namespace Engram.Text;

/// <summary>Numbers and what is made of them at the start of a text: money, percentages, times, dates.</summary>
internal static class Quantities
{
    /// <summary>The mark and the chars it stands for; length 0 when no quantity starts here.</summary>
    public static (int Length, string Text) Match(ReadOnlySpan<char> text)
    {
        var currency = text[0] is '$' or '€' or '£' or '¥' ? 1 : 0;
        var number = NumberLength(text[currency..]);
        if (number == 0)
            return default;
        if (currency > 0)
            return (currency + number, "<money>");

        var rest = text[number..];
        if (rest.StartsWith("%"))
            return (number + 1, "<percent>");
        if (TimeTailLength(text, number) is var time and > 0)
            return (number + time, "<time>");
        if (DateTailLength(text, number) is var date and > 0)
            return (number + date, "<date>");
        return (number, "<number>");
    }

    /// <summary>Digits, with single points and commas between them.</summary>
    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length])
            || (length > 0 && text[length] is '.' or ',' && length + 1 < text.Length && char.IsAsciiDigit(text[length + 1]))))
            length++;
        return length;
    }

    /// <summary><c>:30</c> or <c>:30:15</c> after one or two digits.</summary>
    private static int TimeTailLength(ReadOnlySpan<char> text, int hours)
    {
        if (hours > 2 || !IsPart(text[hours..], ":", 2))
            return 0;
        return IsPart(text[(hours + 3)..], ":", 2) ? 6 : 3;
    }

    /// <summary><c>/12/2019</c> or <c>-12-19</c> after one, two or four digits.</summary>
    private static int DateTailLength(ReadOnlySpan<char> text, int first)
    {
        if (first is not (1 or 2 or 4))
            return 0;
        foreach (var separator in (ReadOnlySpan<string>)["/", "-"])
        {
            foreach (var second in (ReadOnlySpan<int>)[2, 1])
            {
                if (!IsPart(text[first..], separator, second))
                    continue;
                foreach (var third in (ReadOnlySpan<int>)[4, 2])
                {
                    if (IsPart(text[(first + 1 + second)..], separator, third))
                        return 2 + second + third;
                }
            }
        }

        return 0;
    }

    /// <summary>Whether the text starts with the separator and exactly this many digits.</summary>
    private static bool IsPart(ReadOnlySpan<char> text, string separator, int digits)
    {
        if (!text.StartsWith(separator) || text.Length < 1 + digits)
            return false;
        return !text.Slice(1, digits).ContainsAnyExceptInRange('0', '9') && (text.Length == 1 + digits || !char.IsAsciiDigit(text[1 + digits]));
    }
}
