namespace Engram.Text.Posts;

/// <summary>
/// Recognizes HTML tags in posts of servers that deliver HTML (Mastodon). Only known tags count, so that <c>a &lt;b and c&gt; d</c> stays
/// text.
/// </summary>
public static class Markup
{
    /// <summary>Length of <c>blockquote</c>, the longest tag name.</summary>
    public const int LongestTagName = 10;

    private const int LongestTag = 2048;

    private static readonly string[] Breaking =
        ["p", "br", "ul", "ol", "li", "blockquote", "pre", "div", "h1", "h2", "h3", "h4", "h5", "h6"];
    private static readonly string[] Inline =
        ["a", "span", "b", "i", "u", "em", "strong", "del", "s", "code", "small", "sub", "sup", "ruby", "rp", "rt"];

    /// <summary>Length in chars of the tag at the start of a text; 0 when there is none.</summary>
    /// <param name="text">The rest of the text.</param>
    /// <param name="breaks">Whether the tag separates words.</param>
    internal static int TagLength(ReadOnlySpan<char> text, out bool breaks)
    {
        breaks = false;
        var name = text.Length > 1 && text[1] == '/' ? 2 : 1;
        var nameEnd = name;
        while (nameEnd < text.Length && char.IsAsciiLetterOrDigit(text[nameEnd]))
            nameEnd++;
        breaks = IsOneOf(Breaking, text[Math.Min(name, text.Length)..nameEnd]);
        return breaks || IsOneOf(Inline, text[Math.Min(name, text.Length)..nameEnd]) ? EndOfAttributes(text, nameEnd) : 0;
    }

    /// <summary>Whether a word is the name of a tag.</summary>
    public static bool IsTagName(ReadOnlySpan<char> name) => IsOneOf(Breaking, name) || IsOneOf(Inline, name);

    private static bool IsOneOf(string[] names, ReadOnlySpan<char> name)
    {
        foreach (var known in names)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Skips attributes of the form <c>name="value"</c>; returns 0 for anything else, which makes it not a tag.</summary>
    private static int EndOfAttributes(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        var limit = Math.Min(text.Length, LongestTag);
        while (at < limit)
        {
            if (text[at] == '>')
                return at + 1;
            if (text[at] == '/' && Quantities.At(text, at + 1) == '>')
                return at + 2;
            at = char.IsWhiteSpace(text[at]) ? at + 1 : AttributeEnd(text, at);
            if (at < 0)
                return 0;
        }

        return 0;
    }

    private static int AttributeEnd(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length && at - start < LongestTag && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or ':'))
            at++;
        if (at == start || !char.IsWhiteSpace(text[start - 1]) || Quantities.At(text, at) != '='
            || Quantities.At(text, at + 1) is not ('"' or '\''))
            return -1;
        var value = text[(at + 2)..Math.Min(text.Length, at + 2 + LongestTag)];
        var quote = value.IndexOf(text[at + 1]);
        return quote < 0 ? -1 : at + 3 + quote;
    }
}
