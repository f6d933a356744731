namespace Engram.Text;

/// <summary>Recognizes faces written in punctuation and maps them to ekphrasis's marks.</summary>
internal static class Emoticons
{
    private static readonly (string Mark, string[] Faces)[] Table =
    [
        ("<happy>", [":)", ":-)", "=)", ":]", "=]", ":^)", ":')", ":}", "(:", "(-:", "(=", "[:"]),
        ("<sad>", [":(", ":-(", "=(", ":[", ":{", ":'(", "):", ")-:", "]:"]),
        ("<wink>", [";)", ";-)", ";]", ";^)", "(;"]),
        ("<laugh>", [":D", ":-D", "=D", "xD", "XD"]),
        ("<tong>", [":P", ":-P", ":p", ":-p", "=P", "=p"]),
        ("<surprise>", [":O", ":-O", ":o", ":-o"]),
        ("<annoyed>", [":/", ":-/", ":\\", "=/", ":|"]),
        ("<kiss>", [":*", ":-*"]),
    ];

    private static readonly (string Mark, string Face)[] LongestFirst =
        [.. Table.SelectMany(line => line.Faces.Select(face => (line.Mark, face))).OrderByDescending(entry => entry.face.Length)];

    /// <summary>
    /// The face at the start of <paramref name="text"/>. A face that begins with a letter or a bracket must not follow a word, one that
    /// ends with a letter must not run into a word, and one that ends with a slash must not be followed by a second one.
    /// </summary>
    public static (int Length, string Text) Match(ReadOnlySpan<char> text, char previous)
    {
        if (text[0] is not (':' or ';' or '=' or '(' or ')' or '[' or ']' or 'x' or 'X'))
            return default;
        foreach (var (mark, face) in LongestFirst)
        {
            if (text.StartsWith(face) && MayStandAfter(face[0], previous)
                && (text.Length == face.Length || MayEndBefore(face[^1], text[face.Length])))
                return (face.Length, mark);
        }

        return default;
    }

    private static bool MayStandAfter(char first, char previous) =>
        first is ':' or ';' or '=' || !(char.IsLetterOrDigit(previous) || previous == '_');

    private static bool MayEndBefore(char last, char next) => last switch
    {
        '/' or '\\' => next != last,
        _ => !char.IsLetter(last) || !(char.IsLetterOrDigit(next) || next == '_'),
    };
}
