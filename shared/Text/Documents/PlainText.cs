using System.Text;
using Engram.Text.Posts;

namespace Engram.Text.Documents;

/// <summary>Texts as they are kept: on one line, letters composed with their marks, so that texts that look alike are alike.</summary>
public static class PlainText
{
    /// <summary>A text on one line, in NFC: runs of white space and control characters, which PostgreSQL does not all take, become one
    /// space; none at the ends.</summary>
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
