namespace Engram.Text;

/// <summary>Faces written in punctuation, as the marks of ekphrasis.</summary>
internal static class Emoticons
{
    private static readonly (string Mark, string[] Faces)[] Table =
    [
        ("<happy>", [":)", ":-)", "=)", "(:", ":]", "^_^"]),
        ("<sad>", [":(", ":-(", "=(", "):", ":["]),
        ("<wink>", [";)", ";-)"]),
        ("<laugh>", [":D", ":-D", "=D", "xD", "XD"]),
        ("<tong>", [":P", ":-P", ":p", ":-p", "=P"]),
        ("<surprise>", [":O", ":-O", ":o", ":-o"]),
    ];

    /// <summary>A face that stands alone: white space or the end follows it.</summary>
    public static (int Length, string Text) Match(ReadOnlySpan<char> text)
    {
        if (text[0] is not (':' or ';' or '=' or '(' or ')' or '^' or 'x' or 'X'))
            return default;
        foreach (var (mark, faces) in Table)
        {
            foreach (var face in faces)
            {
                if (text.StartsWith(face) && (text.Length == face.Length || char.IsWhiteSpace(text[face.Length])))
                    return (face.Length, mark);
            }
        }

        return default;
    }
}
