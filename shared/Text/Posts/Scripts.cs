using System.Text;

namespace Engram.Text.Posts;

/// <summary>
/// What a script says about a word: whether spaces separate its words, and its language if only one language uses the script.
/// </summary>
internal static class Scripts
{
    /// <summary>Han, kana, Thai, Lao, Burmese and Khmer.</summary>
    public static bool IsSpaceless(Rune rune) => rune.Value switch
    {
        < 0xE00 => false,
        <= 0xEFF or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0xAA60 and <= 0xAA7F) => true,
        >= 0x3005 and <= 0x3007 => true, // iteration mark, closing mark, zero of Han
        _ => Tokenizer.IsIdeograph(rune),
    };

    public static bool IsSpaceless(char character) => Rune.TryCreate(character, out var rune) && IsSpaceless(rune);

    /// <summary>The language of a letter's script; null when several languages share it.</summary>
    public static string? LanguageOf(Rune rune) => rune.Value switch
    {
        < 0x370 => null,
        >= 0x370 and <= 0x3FF or (>= 0x1F00 and <= 0x1FFF) => "el",
        >= 0x530 and <= 0x58F => "hy",
        >= 0x590 and <= 0x5FF => "he",
        >= 0x980 and <= 0x9FF => "bn",
        >= 0xA00 and <= 0xA7F => "pa",
        >= 0xA80 and <= 0xAFF => "gu",
        >= 0xB80 and <= 0xBFF => "ta",
        >= 0xC00 and <= 0xC7F => "te",
        >= 0xC80 and <= 0xCFF => "kn",
        >= 0xD00 and <= 0xD7F => "ml",
        >= 0xD80 and <= 0xDFF => "si",
        >= 0xE00 and <= 0xE7F => "th",
        >= 0xE80 and <= 0xEFF => "lo",
        >= 0x1000 and <= 0x109F => "my",
        >= 0x10A0 and <= 0x10FF => "ka",
        >= 0x1780 and <= 0x17FF => "km",
        >= 0x3041 and <= 0x30FF => "ja",
        >= 0x1100 and <= 0x11FF or (>= 0x3130 and <= 0x318F) or (>= 0xAC00 and <= 0xD7AF) => "ko",
        _ => null,
    };
}
