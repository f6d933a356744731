namespace Engram.Text.Entities;

/// <summary>
/// Finds links at increasing positions of one text. After <c>http://</c> or <c>https://</c> the host may be any domain with a known
/// top-level domain, or an IP address. Without a scheme it must be in Latin letters; directly under a country code it needs a path
/// (<c>bit.ly/a</c>), except for codes used as names (<c>vine.co</c>).
/// </summary>
/// <param name="text">The text to read.</param>
internal sealed class UrlScanner(string text)
{
    private const int LongestUrl = 4096;
    private const int LongestLabel = 63; // RFC 1035
    private const int LongestShortLinkSlug = 40; // twitter-text
    private const string ShortLinkHost = "t.co";

    // End of the text already searched without finding a link; keeps the search linear.
    private int _readUntil;

    /// <summary>Length in chars of the link that starts here; 0 when there is none.</summary>
    public int Length(int start)
    {
        if (start < _readUntil || !MayStandAt(start))
            return 0;
        var scheme = SchemeLength(start);
        var length = scheme > 0 ? LengthWithScheme(start, scheme) : LengthWithoutScheme(start);
        if (length <= LongestUrl)
            return length;
        _readUntil = start + length;
        return 0;
    }

    public static bool IsPunctuation(char character) => "!'#%&()*+,\\-./:;<=>?@[]^_{|}~$".Contains(character);

    /// <summary>Accented Latin letters and combining accents, as listed by twitter-text.</summary>
    public static bool IsAccentedLatin(char character) => character is (>= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7'))
        or '\u0253' or '\u0254' or '\u0256' or '\u0257' or '\u0259' or '\u025B' or '\u0263' or '\u0268' or '\u026F' or '\u0272' or '\u0289'
        or '\u028B' or '\u02BB' or (>= '\u0300' and <= '\u036F') or (>= '\u1E00' and <= '\u1EFF');

    private bool MayStandAt(int start) =>
        start == 0 || !(char.IsAsciiLetterOrDigit(text[start - 1]) || IsInvalid(text[start - 1]) || "@＠$#＃".Contains(text[start - 1]));

    private int SchemeLength(int start)
    {
        var rest = text.AsSpan(start);
        return rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
    }

    private int LengthWithScheme(int start, int scheme)
    {
        var host = start + scheme;
        var userInfo = UserInfoLength(host);
        var length = HostLength(host + userInfo);
        if (length == 0)
            return 0;
        host += userInfo;
        if (text.AsSpan(host, length).Equals(ShortLinkHost, StringComparison.OrdinalIgnoreCase) && ShortLinkEnd(host + length) is { } end)
            return end == 0 ? 0 : end - start;
        return EndAfterHost(host + length) - start;
    }

    private int LengthWithoutScheme(int start)
    {
        if (!IsPlainDomainChar(text[start]) || (start > 0 && text[start - 1] is '-' or '_' or '.' or '/'))
            return 0;
        var (end, labels, topLevel) = ReadDomain(start, isPlain: true);
        if (end == 0)
            return 0;
        var hasPath = end < text.Length && text[end] == '/';
        return hasPath || IsDomainByItself(text.AsSpan(topLevel, end - topLevel), labels) ? EndAfterHost(end) - start : 0;
    }

    /// <summary>
    /// Without a scheme and path, <c>it.so</c> is more often a typing slip than a link, and in <c>the game.Love it</c> a new sentence
    /// starts after the point.
    /// </summary>
    private static bool IsDomainByItself(ReadOnlySpan<char> topLevel, int labels)
    {
        if (topLevel.Length == 2 && char.IsAscii(topLevel[0]))
            return labels > 2 || topLevel.Equals("co", StringComparison.OrdinalIgnoreCase)
                || topLevel.Equals("tv", StringComparison.OrdinalIgnoreCase);
        var startsSentence = char.IsAsciiLetterUpper(topLevel[0]) && char.IsAsciiLetterLower(topLevel[1]);
        return labels > 2 || !startsSentence || topLevel is "Com" or "Net" or "Org";
    }

    private int HostLength(int start)
    {
        if (start < text.Length && text[start] == '[')
            return BracketedAddressLength(start);
        var (end, _, _) = ReadDomain(start, isPlain: false);
        return end > 0 ? end - start : DottedAddressLength(start);
    }

    /// <summary>
    /// Finds the longest domain that starts here: labels separated by points, the last a top-level domain. Returns the end of the domain (0
    /// when there is none), its number of labels, and the start of the last.
    /// </summary>
    /// <param name="start">Start of the first label.</param>
    /// <param name="isPlain">Whether labels may contain Latin letters only.</param>
    private (int End, int Labels, int TopLevel) ReadDomain(int start, bool isPlain)
    {
        (int End, int Labels, int TopLevel) best = default;
        var labels = 0;
        for (var label = start; ; labels++)
        {
            var end = label;
            while (end < text.Length && (isPlain ? IsPlainDomainChar(text[end]) : IsDomainChar(text[end]) || text[end] is '-' or '_'))
                end++;
            var endsChain = end == text.Length || text[end] != '.';
            var beforeTld = labels == 0 ? default : text.AsSpan(start, label - 1 - start);
            var topLevel = labels == 0 ? 0 : TopLevelDomains.PrefixLength(WithNext(label, end));
            if (topLevel > 0 && !beforeTld[(beforeTld.LastIndexOf('.') + 1)..].Contains('_'))
                best = (label + topLevel, labels + 1, label);
            if (endsChain || !IsLabel(text.AsSpan(label, end - label)))
            {
                _readUntil = isPlain ? Math.Max(best.End, end) : Math.Max(_readUntil, best.End);
                return best;
            }

            label = end + 1;
        }
    }

    /// <summary>A label and the next char, which may rule out a top-level domain.</summary>
    private ReadOnlySpan<char> WithNext(int label, int end) => text.AsSpan(label, Math.Min(end + 1, text.Length) - label);

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= LongestLabel && label[0] is not ('-' or '_') && label[^1] is not ('-' or '_');

    private static bool IsPlainDomainChar(char character) =>
        char.IsAsciiLetterOrDigit(character) || character == '-' || IsAccentedLatin(character);

    private static bool IsDomainChar(char character) =>
        !IsPunctuation(character) && !char.IsWhiteSpace(character) && !IsInvalid(character) && !IsDirection(character);

    /// <summary>Code units that platforms reject.</summary>
    private static bool IsInvalid(char character) => character is '\uFFFE' or '\uFFFF' or '\uFEFF';

    private static bool IsDirection(char character) =>
        character is (>= '\u202A' and <= '\u202E') or '\u061C' or '\u200E' or '\u200F' or (>= '\u2066' and <= '\u2069');

    private int UserInfoLength(int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestLabel
            && (char.IsAsciiLetterOrDigit(text[end]) || "-._~!$&'()*+,;=:%".Contains(text[end])))
            end++;
        return end > start && end < text.Length && text[end] == '@' ? end + 1 - start : 0;
    }

    /// <summary>Length of an IPv4 address: four numbers below 256.</summary>
    private int DottedAddressLength(int start)
    {
        var at = start;
        for (var part = 0; part < 4; part++)
        {
            var rest = text.AsSpan(Math.Min(at, text.Length));
            var digits = Quantities.DigitsLength(rest);
            if (digits is 0 or > 3 || int.Parse(rest[..digits], System.Globalization.CultureInfo.InvariantCulture) > byte.MaxValue)
                return 0;
            at += digits;
            if (part < 3 && Quantities.At(text, at++) != '.')
                return 0;
        }

        var hasMore = Quantities.At(text, at) == '.' && char.IsAsciiDigit(Quantities.At(text, at + 1));
        return hasMore || Quantities.IsWordChar(Quantities.At(text, at)) ? 0 : at - start;
    }

    private int BracketedAddressLength(int start)
    {
        const int longest = 47; // an IPv6 address in brackets
        var length = text.AsSpan(start, Math.Min(longest, text.Length - start)).IndexOf(']') + 1;
        return length > 0 && System.Net.IPAddress.TryParse(text.AsSpan(start + 1, length - 2), out _) ? length : 0;
    }

    /// <summary>
    /// End of a short link, whose path is one part of letters and digits; 0 when that part is too long; null when there is no such path.
    /// </summary>
    private int? ShortLinkEnd(int slash)
    {
        var end = slash + 1;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            end++;
        if (slash >= text.Length || text[slash] != '/' || end == slash + 1)
            return null;
        return end - slash - 1 > LongestShortLinkSlug ? 0 : end + QueryLength(end);
    }

    private int EndAfterHost(int hostEnd)
    {
        var at = hostEnd;
        if (Quantities.At(text, at) == ':' && Quantities.DigitsLength(text.AsSpan(at + 1)) is var port and > 0)
            at += 1 + port;
        if (Quantities.At(text, at) == '/')
            at = PathEnd(at + 1);
        return at + QueryLength(at);
    }

    /// <summary>
    /// A path ends with a letter, a digit, one of <c>+-=_#/</c> or a closed bracket. Other signs count only if the path continues after
    /// them.
    /// </summary>
    private int PathEnd(int start)
    {
        var (at, end) = (start, start);
        while (at < text.Length)
        {
            if (text[at] == '(')
            {
                var brackets = BracketsLength(at, isInner: false);
                if (brackets == 0)
                    break;
                end = at += brackets;
                continue;
            }

            if (!IsPathChar(text[at]))
                break;
            at++;
            if (IsPathEnd(text[at - 1]))
                end = at;
        }

        return end;
    }

    /// <summary>
    /// Length of a closed pair of brackets, such as <c>(film)</c>, with at most one pair nested inside; 0 when they don't close.
    /// </summary>
    private int BracketsLength(int open, bool isInner)
    {
        var at = open + 1;
        var hasInner = isInner;
        while (at < text.Length && text[at] != ')')
        {
            if (text[at] == '(' && !hasInner && BracketsLength(at, isInner: true) is var inner and > 0)
                (at, hasInner) = (at + inner, true);
            else if (IsPathChar(text[at]))
                at++;
            else
                return 0;
        }

        return at < text.Length && at > open + 1 ? at + 1 - open : 0;
    }

    private int QueryLength(int start)
    {
        if (Quantities.At(text, start) != '?')
            return 0;
        var (at, end) = (start + 1, start);
        for (; at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || "!?*'@();:&=+$/%#[]-_.,~|".Contains(text[at])); at++)
        {
            if (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_' or '&' or '=' or '#' or '/')
                end = at + 1;
        }

        return end - start;
    }

    private static bool IsPathLetter(char character) =>
        char.IsAsciiLetterOrDigit(character) || IsAccentedLatin(character) || character is >= '\u0400' and <= '\u04FF';

    private static bool IsPathChar(char character) => IsPathLetter(character) || "!*';:=+,.$/%#[]-–_~@|&".Contains(character);

    private static bool IsPathEnd(char character) => IsPathLetter(character) || character is '+' or '-' or '=' or '_' or '#' or '/';
}
