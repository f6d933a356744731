namespace Engram.MemoryIndex.Import;

/// <summary>Finds the words to center windows on. The paper uses entities, each one symbol of its dictionary (Miller et al. 2016, 4.2);
/// without a dictionary of entities, these rules find names and numbers instead.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A run of capitalized words, not broken by punctuation: <c>Steven Spielberg</c>. Between them, words such as <c>of</c> and
/// <c>the</c> may stand: <c>Lord of the Rings</c>.</item>
/// <item>A single word with a digit: <c>1975</c>.</item>
/// <item>Not the first word of a sentence if it is a function word (<c>The</c>, <c>In</c>) or also occurs in lowercase in the
/// document.</item>
/// </list>
/// </remarks>
internal sealed class EntitySpans
{
    private static readonly HashSet<string> Joining =
        new(StringComparer.Ordinal) { "of", "the", "de", "del", "der", "di", "du", "la", "le", "van", "von" };

    private static readonly HashSet<string> FunctionWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "about", "after", "all", "also", "although", "an", "and", "another", "any", "as", "at", "be", "because", "before", "both",
        "but", "by", "can", "did",
        "do", "does", "during", "each", "even", "every", "few", "for", "from", "had", "has", "have", "he", "her", "here", "his", "how",
        "however", "i", "if", "in",
        "into", "is", "it", "its", "later", "like", "many", "may", "more", "most", "much", "my", "no", "not", "now", "of", "on", "once",
        "one", "only", "or", "other",
        "our", "over", "she", "since", "so", "some", "such", "than", "that", "the", "their", "then", "there", "these", "they", "this",
        "those", "though", "through",
        "to", "under", "until", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whose", "why", "with", "without",
        "you", "your",
    };

    private readonly HashSet<string> _writtenSmall;

    /// <param name="sentences">The words of each sentence of the document.</param>
    public EntitySpans(IEnumerable<string[]> sentences) =>
        _writtenSmall = sentences.SelectMany(words => words).Select(word => Bare(word).ToString())
            .Where(word => word.Length > 0 && char.IsLower(word[0]))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Ranges of words to center on in one sentence.</summary>
    public IEnumerable<Range> In(string[] sentence)
    {
        for (var start = 0; start < sentence.Length;)
        {
            var end = start + 1;
            if (HoldsDigit(sentence[start]))
            {
                yield return start..end;
            }
            else if (IsName(sentence, start))
            {
                end = EndOfName(sentence, start);
                yield return start..end;
            }

            start = end;
        }
    }

    /// <summary>The words without surrounding punctuation and without a possessive: <c>(Steven Spielberg's</c> becomes Steven
    /// Spielberg.</summary>
    public static string TextOf(ReadOnlySpan<string> words)
    {
        var text = Bare(string.Join(' ', words));
        return text.EndsWith("'s", StringComparison.Ordinal) || text.EndsWith("’s", StringComparison.Ordinal) ? text[..^2].ToString()
            : text.ToString();
    }

    private int EndOfName(string[] sentence, int start)
    {
        var end = start + 1;
        while (end < sentence.Length && !EndsPhrase(sentence[end - 1]))
        {
            var next = end;
            while (next < sentence.Length && Joining.Contains(sentence[next]))
                next++;
            if (next == sentence.Length || !IsName(sentence, next) || !StartsBare(sentence[next]))
                break;
            end = next + 1;
        }

        return end;
    }

    private bool IsName(string[] sentence, int at)
    {
        var bare = Bare(sentence[at]);
        if (bare.IsEmpty || !char.IsUpper(bare[0]) || HoldsDigit(sentence[at]))
            return false;
        return at > 0
            || !(
                FunctionWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare)
                    || _writtenSmall.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare));
    }

    private static bool HoldsDigit(string word) => word.Any(char.IsDigit);

    // A name continues after "J." and "Jr." but not after "Jaws,". An initial is a capital and a period.
    private static bool EndsPhrase(string word) =>
        !char.IsLetterOrDigit(word[^1]) && !(word.Length is 2 or 3 && word[^1] == '.' && char.IsUpper(word[0]));

    private static bool StartsBare(string word) => char.IsLetterOrDigit(word[0]);

    private static ReadOnlySpan<char> Bare(string word)
    {
        var start = 0;
        while (start < word.Length && !char.IsLetterOrDigit(word[start]))
            start++;
        var end = word.Length;
        while (end > start && !char.IsLetterOrDigit(word[end - 1]))
            end--;
        return word.AsSpan(start, end - start);
    }
}
