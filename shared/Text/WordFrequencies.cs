using System.Collections.Frozen;

namespace Engram.Text;

/// <summary>
/// How common an English word is. <c>words.txt</c> lists 40,000 words, most common first, from GloVe's word order (Pennington et al. 2014;
/// public domain) and word counts in CMKP's training tweets (Wang et al. 2020; MIT). Built by <c>engram-lab data words</c>.
/// </summary>
public static class WordFrequencies
{
    private const string Resource = "words.txt";

    private static readonly FrozenDictionary<string, int> Ranks = Read();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> RanksBySpan =
        Ranks.GetAlternateLookup<ReadOnlySpan<char>>();

    // Zipf's law, p(rank) = 1 / ((rank + 2) ln N), which sums to about one.
    private static readonly double LogTotal = Math.Log(Math.Log(Ranks.Count));

    /// <summary>The common words, unordered.</summary>
    public static IEnumerable<string> Words => Ranks.Keys;

    /// <summary>-ln of a word's probability; null when it is not one of the common words.</summary>
    /// <param name="word">Lower case.</param>
    public static double? Cost(ReadOnlySpan<char> word) => RanksBySpan.TryGetValue(word, out var rank) ? CostOfRank(rank) : null;

    /// <summary>-ln of the probability of the word at a rank, counted from 0.</summary>
    public static double CostOfRank(int rank) => Math.Log(rank + 2) + LogTotal;

    private static FrozenDictionary<string, int> Read()
    {
        using var stream = typeof(WordFrequencies).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Index()
            .ToFrozenDictionary(line => line.Item, line => line.Index, StringComparer.Ordinal);
    }
}
