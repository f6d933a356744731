using System.Text;

namespace Engram.Text;

/// <summary>Stretched words made short: <c>sooo</c> is <c>so</c>, <c>gooood</c> is <c>good</c>.</summary>
internal static class Elongation
{
    private const int Stretched = 3;

    /// <summary>
    /// Appends the word with every run of three or more equal letters made one letter, or two where English doubles them: e and o inside a word.
    /// </summary>
    public static void Append(StringBuilder target, ReadOnlySpan<char> word)
    {
        for (var at = 0; at < word.Length;)
        {
            var run = 1;
            while (at + run < word.Length && char.ToLowerInvariant(word[at + run]) == char.ToLowerInvariant(word[at]))
                run++;
            var isInside = at > 0 && at + run < word.Length;
            var kept = run < Stretched || !char.IsLetter(word[at]) ? run : isInside && word[at] is 'e' or 'o' or 'E' or 'O' ? 2 : 1;
            target.Append(word.Slice(at, kept));
            at += run;
        }
    }
}
