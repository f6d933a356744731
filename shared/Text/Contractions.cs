namespace Engram.Text;

/// <summary>
/// Expands the English contractions that ekphrasis expands: <c>don't</c> becomes <c>do not</c>. <c>'s</c> and <c>'d</c> are kept because
/// each has more than one expansion.
/// </summary>
internal static class Contractions
{
    private static readonly (string Ending, string Full, string[] Stems)[] Table =
    [
        ("n't", "not", ["are", "could", "did", "does", "do", "had", "has", "have", "is", "might", "must", "should", "were", "would"]),
        ("'ll", "will", ["he", "i", "she", "they", "we", "what", "who", "you"]),
        ("'re", "are", ["they", "we", "what", "who", "you"]),
        ("'ve", "have", ["i", "should", "they", "we", "what", "who", "would", "you"]),
        ("'m", "am", ["i"]),
        ("'all", "all", ["y"]),
    ];

    private static readonly Dictionary<string, string[]> Words = Table
        .SelectMany(line => line.Stems.Select(stem => (Short: stem + line.Ending, Full: (string[])[stem == "y" ? "you" : stem, line.Full])))
        .Concat([("can't", ["can", "not"]), ("won't", ["will", "not"]), ("shan't", ["shall", "not"])])
        .ToDictionary(pair => pair.Short, pair => pair.Full, StringComparer.Ordinal);

    private static readonly Dictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Length of the longest contraction, in chars.</summary>
    public static int Longest { get; } = Words.Keys.Max(word => word.Length);

    /// <summary>The full words, or null when the word is not a contraction.</summary>
    /// <param name="word">Lower case.</param>
    public static string[]? Unpack(ReadOnlySpan<char> word) => WordsBySpan.TryGetValue(word, out var full) ? full : null;
}
