using System.Text;
using Engram.Text.Posts;

namespace Engram.Text.Documents;

/// <summary>Normalizes texts for storage: one line in NFC, so that texts that look alike compare equal.</summary>
public static class PlainText
{
    /// <summary>
    /// Converts a text to one line in NFC. Each run of white space and control characters (PostgreSQL rejects some) becomes one space; the
    /// ends are trimmed.
    /// </summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                plain.Append(c);
            else if (plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        return CleanText.Compose(plain.ToString().TrimEnd());
    }
}
