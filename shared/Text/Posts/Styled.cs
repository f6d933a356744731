using System.Globalization;
using System.Text;

namespace Engram.Text.Posts;

/// <summary>
/// Recognizes styled letters and digits: bold, script, full width, circled. Signs such as <c>™</c> and <c>½</c> don't count.
/// </summary>
internal static class Styled
{
    public static bool Is(Rune rune) => rune.Value switch
    {
        < 0xAA or 0xE33 or 0xEB3 => false, // Thai and Lao "am" are spelled as one letter
        >= 0xFDF0 and <= 0xFDFF => false, // Arabic phrases
        >= 0xFF01 and <= 0xFF5E => true, // full-width ASCII
        >= 0x24B6 and <= 0x24E9 => true, // letters in circles
        >= 0x1F130 and <= 0x1F149 => true, // letters in squares
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber,
    };
}
