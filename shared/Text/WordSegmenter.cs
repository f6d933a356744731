namespace Engram.Text;

/// <summary>
/// Splits words that are run together: <c>wildflowerhour</c> becomes <c>wildflower hour</c>. Finds the most probable split by unigram
/// frequency with dynamic programming, as in Norvig, "Natural Language Corpus Data" (Beautiful Data, 2009), which ekphrasis follows.
/// </summary>
internal static class WordSegmenter
{
    private const int LongestWord = 24;

    // Costs are -ln of probabilities. As in Norvig, each letter makes an unknown word ten times less probable. The other two costs were
    // chosen on the keyphrases of CMKP's training tweets.
    private const double UnknownWord = 12;
    private static readonly double UnknownLetter = Math.Log(10);
    private const double Number = 4;

    /// <summary>The words in order; concatenated they give <paramref name="text"/>. Linear in its length.</summary>
    /// <param name="text">Lower case, no white space.</param>
    public static IReadOnlyList<string> Split(ReadOnlySpan<char> text)
    {
        var costs = new double[text.Length + 1]; // cost of the best split of the first chars
        var starts = new int[text.Length + 1]; // start of that split's last word
        for (var end = 1; end <= text.Length; end++)
        {
            costs[end] = double.PositiveInfinity;
            for (var start = Math.Max(0, end - LongestWord); start < end; start++)
            {
                var cost = costs[start] + Cost(text, start, end);
                if (cost < costs[end])
                    (costs[end], starts[end]) = (cost, start);
            }
        }

        var words = new List<string>();
        for (var end = text.Length; end > 0; end = starts[end])
            words.Add(text[starts[end]..end].ToString());
        words.Reverse();
        return words;
    }

    private static double Cost(ReadOnlySpan<char> text, int start, int end)
    {
        var word = text[start..end];
        if (!word.ContainsAnyExceptInRange('0', '9'))
            return IsDigitAt(text, start - 1) || IsDigitAt(text, end) ? double.PositiveInfinity : Number;
        if (char.IsAsciiDigit(word[0]))
            return double.PositiveInfinity; // digits end a word (f16) or form one alone
        return WordFrequencies.Cost(word) ?? UnknownWord + UnknownLetter * word.Length;
    }

    private static bool IsDigitAt(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && char.IsAsciiDigit(text[at]);
}
