using System.Globalization;
using System.Text;

namespace Engram.Text.Posts;

/// <summary>Recognizes emoji, including those of several code points: flags, keycaps, skin tones, tags, joined families.</summary>
internal static class Emoji
{
    public const int BlackFlag = 0x1F3F4;

    private const int Joiner = 0x200D;
    private const int EmojiStyle = 0xFE0F;

    /// <summary>Length in chars of the emoji that starts here; 0 when there is none.</summary>
    public static int Length(string text, int start)
    {
        if (KeycapLength(text, start) is var keycap and > 0)
            return keycap;
        if (!Rune.TryGetRuneAt(text, start, out var first) || !IsBase(first))
            return 0;
        if (IsFlagLetter(first))
            return FlagLength(text, start);
        var at = start + first.Utf16SequenceLength;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
        {
            if (IsModifier(rune))
                at += rune.Utf16SequenceLength;
            else if (rune.Value == Joiner && Rune.TryGetRuneAt(text, Math.Min(at + 1, text.Length - 1), out var joined) && IsBase(joined))
                at += 1 + joined.Utf16SequenceLength;
            else
                break;
        }

        return at - start;
    }

    /// <summary>Whether a symbol may begin an emoji.</summary>
    public static bool IsBase(Rune rune) => rune.Value switch
    {
        0x203C or 0x2049 or (>= 0x2190 and <= 0x21FF) or 0x25FD or 0x25FE or 0x3030 => true,
        < 0x231A or (>= 0x2400 and <= 0x25A9) or (>= 0x2800 and <= 0x28FF) or (>= 0x3200 and <= 0xFFFF) => false, // boxes, Braille, CJK
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol || IsSkinTone(rune),
    };

    public static bool IsPart(Rune rune) => IsBase(rune) || IsModifier(rune);

    public static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    private static bool IsModifier(Rune rune) => IsSkinTone(rune) || IsTag(rune) || rune.Value is 0xFE0E or EmojiStyle;

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsFlagLetter(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    /// <summary>Two regional indicator letters form a country's flag.</summary>
    private static int FlagLength(string text, int start) =>
        start + 2 < text.Length && Rune.TryGetRuneAt(text, start + 2, out var second) && IsFlagLetter(second) ? 4 : 2;

    private static int KeycapLength(string text, int start)
    {
        if (!(char.IsAsciiDigit(text[start]) || text[start] is '#' or '*'))
            return 0;
        var cap = start + 1 < text.Length && text[start + 1] == EmojiStyle ? start + 2 : start + 1;
        return cap < text.Length && text[cap] == '\u20E3' ? cap + 1 - start : 0;
    }
}
