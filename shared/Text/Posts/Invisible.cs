using System.Globalization;
using System.Text;

namespace Engram.Text.Posts;

/// <summary>
/// Characters that draw nothing: soft hyphens, zero-width spaces and joiners, direction and variation marks, fillers, emoji tags.
/// </summary>
internal static class Invisible
{
    private const int ZeroWidthSpace = 0x200B;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;
    private const int Keycap = 0x20E3;

    public static bool Is(Rune rune) => rune.Value switch
    {
        0x34F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 => true, // grapheme joiner, Hangul fillers
        >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF => true, // variation selectors
        >= 0x600 and <= 0x605 or 0x6DD or 0x70F or 0x8E2 or 0x110BD => false, // visible, in Arabic and others
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    };

    /// <summary>
    /// Whether an invisible character is kept because it shapes its neighbors: inside an emoji, or a joiner inside a word of a script that
    /// needs it.
    /// </summary>
    /// <param name="before">The clean text before it.</param>
    /// <param name="text">The original text.</param>
    /// <param name="at">Position of the character in the original.</param>
    /// <param name="rune">The character.</param>
    public static bool Keeps(StringBuilder before, string text, int at, Rune rune)
    {
        var previous = Last(before);
        _ = Rune.TryGetRuneAt(text, Math.Min(at + rune.Utf16SequenceLength, text.Length - 1), out var next);
        return rune.Value switch
        {
            Joiner when Emoji.IsPart(previous) => Emoji.IsBase(next),
            Joiner or NonJoiner => JoinsLetters(previous) && JoinsLetters(next),
            0xFE0E or 0xFE0F => next.Value == Keycap || Emoji.IsBase(previous),
            >= 0xE0020 and <= 0xE007F => previous.Value == Emoji.BlackFlag || Emoji.IsTag(previous),
            _ => false,
        };
    }

    /// <summary>Whether it separates words: a zero-width space in a script that writes no other spaces.</summary>
    public static bool Breaks(string text, int at, Rune rune) =>
        rune.Value == ZeroWidthSpace && at > 0 && at + 1 < text.Length && Scripts.IsSpaceless(text[at - 1])
            && Scripts.IsSpaceless(text[at + 1]);

    private static bool JoinsLetters(Rune rune) =>
        rune.Value is >= 0x600 and <= 0xDFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x18AF or >= 0xA800 and <= 0xABFF
            or >= 0x11000 and <= 0x11FFF;

    private static Rune Last(StringBuilder text)
    {
        if (text.Length == 0)
            return default;
        var last = text[^1];
        if (text.Length > 1 && Rune.TryCreate(text[^2], last, out var pair))
            return pair;
        return Rune.TryCreate(last, out var single) ? single : default;
    }
}
