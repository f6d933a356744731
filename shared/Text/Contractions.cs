namespace Engram.Text;

/// <summary>English contractions written out: <c>don't</c> is <c>do not</c>. <c>'s</c> and <c>'d</c> stay: each stands for more than one word.</summary>
internal static class Contractions
{
    private static readonly (string Ending, string Word)[] Endings = [("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am")];

    private static readonly (string Word, string Stem)[] ShortenedStems = [("can't", "can"), ("won't", "will"), ("shan't", "shall")];

    /// <summary>The full words, or null when the word is no contraction.</summary>
    public static string? Unpack(ReadOnlySpan<char> word)
    {
        if (!word.Contains('\''))
            return null;
        foreach (var (shortened, stem) in ShortenedStems)
        {
            if (word.Equals(shortened, StringComparison.OrdinalIgnoreCase))
                return $"{stem} not";
        }

        foreach (var (ending, full) in Endings)
        {
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return $"{word[..^ending.Length]} {full}";
        }

        return null;
    }
}
