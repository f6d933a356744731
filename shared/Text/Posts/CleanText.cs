using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using ICU4N.Text;

namespace Engram.Text.Posts;

/// <summary>
/// A post as its reader sees it: markup removed, entities decoded once, styled letters made plain (NFKC), marks composed (NFC), invisible
/// characters removed. Maps each char to its origin. Linear in the length of the text.
/// </summary>
public sealed class CleanText
{
    private const int LongestEntity = 16; // longer ones, such as &CounterClockwiseContourIntegral;, are left as written
    private const int MostStackedMarks = 4; // more are decoration, not spelling
    private const int MostMarks = 30; // the limit of Unicode's stream-safe text format
    private const string GraphemeJoiner = "\u034F";

    private static readonly Normalizer2 Canonical = Normalizer2.NFCInstance;
    private static readonly Normalizer2 Compatible = Normalizer2.NFKCInstance;

    private readonly string _original;
    private readonly StringBuilder _text;
    private readonly List<(int Start, int End)> _origins;

    private CleanText(string original)
    {
        _original = original;
        _text = new StringBuilder(original.Length);
        _origins = new List<(int Start, int End)>(original.Length);
        Read();
        Text = _text.ToString();
    }

    public string Text { get; }

    /// <param name="original">As received, HTML or plain.</param>
    public static CleanText From(string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        return new CleanText(original);
    }

    /// <summary>Composes letters with their marks (NFC).</summary>
    public static string Compose(string text) => Ascii.IsValid(text) || Canonical.IsNormalized(text) ? text : Canonical.Normalize(text);

    /// <summary>Maps a range of <see cref="Text"/> to its range in the original.</summary>
    public (int Start, int Length) OriginOf(int start, int length)
    {
        var begin = _origins[start].Start;
        return (begin, _origins[start + length - 1].End - begin);
    }

    private void Read()
    {
        for (var at = 0; at < _original.Length;)
        {
            if (_original[at] == '<' && Markup.TagLength(_original.AsSpan(at), out var breaks) is var tag and > 0)
            {
                if (breaks)
                    Append(" ", at, at + tag);
                at += tag;
                continue;
            }

            at += _original[at] == '&' && ReadEntity(at) is var entity and > 0 ? entity : ReadCluster(at);
        }
    }

    private int ReadEntity(int at)
    {
        var end = at + 1;
        while (end < _original.Length && end - at < LongestEntity && (char.IsAsciiLetterOrDigit(_original[end]) || _original[end] == '#'))
            end++;
        if (end == _original.Length || _original[end] != ';')
            return 0;
        var length = end + 1 - at;
        var entity = _original.Substring(at, length);
        var decoded = WebUtility.HtmlDecode(entity);
        if (decoded == entity)
            return 0;
        if (!(Rune.TryGetRuneAt(decoded, 0, out var rune) && Invisible.Is(rune)))
            Append(decoded, at, at + length);
        return length;
    }

    /// <summary>Reads a rune with its combining marks, or one invisible rune; returns its length in the original.</summary>
    private int ReadCluster(int start)
    {
        if (char.IsAscii(_original[start]) && (start + 1 == _original.Length || _original[start + 1] < '\u00AD'))
        {
            Append(_original.AsSpan(start, 1), start);
            return 1;
        }

        if (Rune.DecodeFromUtf16(_original.AsSpan(start), out var first, out var units) != OperationStatus.Done)
        {
            Append(_original.AsSpan(start, units), start);
            return units;
        }

        if (Invisible.Is(first))
        {
            if (Invisible.Keeps(_text, _original, start, first))
                Append(_original.AsSpan(start, units), start);
            else if (Invisible.Breaks(_original, start, first))
                Append(" ", start, start + units);
            return units;
        }

        var end = ClusterEnd(start + units, out var marks, out var stacked);
        AppendNormal(first, _original.Substring(start, marks > MostMarks || stacked > MostStackedMarks ? units : end - start), start, end);
        return end - start;
    }

    private int ClusterEnd(int at, out int marks, out int stacked)
    {
        (marks, stacked) = (0, 0);
        while (at < _original.Length && Rune.DecodeFromUtf16(_original.AsSpan(at), out var next, out var units) == OperationStatus.Done
            && IsComposing(next))
        {
            marks++;
            stacked += IsStackable(next) ? 1 : 0;
            at += units;
        }

        return at;
    }

    private void AppendNormal(Rune first, string cluster, int start, int end)
    {
        var normal = (Styled.Is(first) ? Compatible : Canonical).Normalize(cluster.Replace(GraphemeJoiner, "", StringComparison.Ordinal));
        if (normal == cluster && cluster.Length == end - start)
            Append(cluster, start);
        else
            Append(normal, start, end);
    }

    /// <summary>Appends chars that replace a whole range of the original.</summary>
    private void Append(ReadOnlySpan<char> text, int start, int end)
    {
        _text.Append(text);
        foreach (var _ in text)
            _origins.Add((start, end));
    }

    /// <summary>Appends chars unchanged.</summary>
    private void Append(ReadOnlySpan<char> text, int start)
    {
        _text.Append(text);
        for (var at = start; at < start + text.Length; at++)
            _origins.Add((at, at + 1));
    }

    /// <summary>Combining marks, and the jamo that form one Hangul syllable with the previous one.</summary>
    private static bool IsComposing(Rune rune) => rune.Value is 0x34F or (>= 0x1161 and <= 0x11FF) or 0xFF9E or 0xFF9F
        || (!Invisible.Is(rune) && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    /// <summary>Marks that can be put on letters of any script.</summary>
    private static bool IsStackable(Rune rune) =>
        rune.Value is (>= 0x300 and <= 0x36F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20F0)
            or (>= 0xFE20 and <= 0xFE2F);
}
