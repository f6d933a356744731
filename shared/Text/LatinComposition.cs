using System.Text;

namespace Engram.Text;

/// <summary>
/// Canonical composition (NFC) of lower-case Latin letters: <c>e</c> + U+0301 becomes <c>é</c>, as text from macOS needs. The runtime composes
/// nothing in invariant globalization mode, which the services run in so that they need no ICU; other scripts stay as received.
/// </summary>
internal static class LatinComposition
{
    // Each line: a combining mark, then base letter and composed letter in pairs (Unicode 15, UnicodeData.txt).
    private static readonly (char Mark, string Pairs)[] Table =
    [
        ('\u0300', "aàeèiìnǹoòuùwẁyỳ"),
        ('\u0301', "aácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzź"),
        ('\u0302', "aâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑ"),
        ('\u0303', "aãeẽiĩnñoõuũvṽyỹ"),
        ('\u0304', "aāeēgḡiīoōuūyȳ"),
        ('\u0306', "aăeĕgğiĭoŏuŭ"),
        ('\u0307', "cċeėgġzż"),
        ('\u0308', "aäeëiïoötẗuüwẅxẍyÿ"),
        ('\u030A', "aåuůwẘyẙ"),
        ('\u030B', "oőuű"),
        ('\u030C', "aǎcčdďeěgǧiǐjǰkǩlľnňoǒrřsštťuǔzž"),
        ('\u0327', "cçeȩgģkķlļnņrŗsştţ"),
        ('\u0328', "aąeęiįoǫuų"),
    ];

    private static readonly Dictionary<(char Base, char Mark), char> Composed = Table
        .SelectMany(line => line.Pairs.Chunk(2).Select(pair => (Key: (pair[0], line.Mark), Letter: pair[1])))
        .ToDictionary(entry => entry.Key, entry => entry.Letter);

    /// <summary>Joins each Latin letter with the marks that follow it, where one letter exists for both.</summary>
    public static string Compose(string lowerCase)
    {
        var mark = lowerCase.AsSpan().IndexOfAnyInRange('\u0300', '\u036F');
        if (mark < 0)
            return lowerCase;

        var composed = new StringBuilder(lowerCase.Length).Append(lowerCase, 0, mark);
        foreach (var next in lowerCase.AsSpan(mark))
        {
            if (composed.Length > 0 && Composed.TryGetValue((composed[^1], next), out var letter))
                composed[^1] = letter;
            else
                composed.Append(next);
        }

        return composed.ToString();
    }
}
