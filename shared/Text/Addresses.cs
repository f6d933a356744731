using System.Buffers;

namespace Engram.Text;

/// <summary>Measures links, e-mail addresses and user names at the start of a text, in chars; 0 when there is none.</summary>
internal static class Addresses
{
    private const int LongestLocalPart = 64; // RFC 5321, 4.5.3.1.1; also keeps the search linear
    private const int LongestUserName = 15;

    private static readonly string[] Begins = ["http://", "https://", "www.", "ftp://", "mailto:", "tel:"];

    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\u00A0<>\"");

    public static int UrlLength(ReadOnlySpan<char> text)
    {
        if (!BeginsUrl(text))
            return 0;
        var end = text.IndexOfAny(UrlEnds);
        return (end < 0 ? text : text[..end]).TrimEnd(".,;:!?)'").Length;
    }

    private static bool BeginsUrl(ReadOnlySpan<char> text)
    {
        foreach (var begin in Begins)
        {
            if (text.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
                return begin[^1] != ':' || (text.Length > begin.Length && !UrlEnds.Contains(text[begin.Length]));
        }

        return false;
    }

    public static int EmailLength(ReadOnlySpan<char> text)
    {
        var at = RunLength(text[..Math.Min(text.Length, LongestLocalPart + 1)], ".%+-");
        if (at == 0 || at > LongestLocalPart || at >= text.Length || text[at] != '@')
            return 0;
        var domain = text[(at + 1)..];
        var length = domain[..RunLength(domain, ".-")].TrimEnd(".-").Length;
        return domain[..length].Contains('.') ? at + 1 + length : 0;
    }

    public static int UserLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '@')
            return 0;
        var name = RunLength(text[1..], "");
        return name is > 0 and <= LongestUserName ? name + 1 : 0;
    }

    private static int RunLength(ReadOnlySpan<char> text, ReadOnlySpan<char> others)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_' || others.Contains(text[length])))
            length++;
        return length;
    }
}
