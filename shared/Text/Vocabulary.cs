namespace Engram.Text;

/// <summary>Maps words to ids. The first five words are marks, in the order of the released code of Wang et al. 2020.</summary>
public sealed class Vocabulary
{
    public const int Padding = 0;
    public const int Begin = 1;
    public const int End = 2;
    public const int Unknown = 3;

    /// <summary>Separates a post from the words of its picture.</summary>
    public const int Separator = 4;

    /// <summary>Replaces a word that has no id.</summary>
    public const string UnknownWord = "<unk>";

    /// <summary>The words of the marks, indexed by id.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["<pad>", "<bos>", "<eos>", UnknownWord, "<sep>"];

    private readonly Dictionary<string, int> _ids;

    /// <summary>Creates a vocabulary in which word i has id i.</summary>
    /// <exception cref="ArgumentException">The list does not begin with the five marks, or contains a word twice.</exception>
    public Vocabulary(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (!words.Take(Marks.Count).SequenceEqual(Marks))
            throw new ArgumentException($"A vocabulary begins with {string.Join(' ', Marks)}, this one with "
                + $"{string.Join(' ', words.Take(Marks.Count))}.", nameof(words));
        Words = words;
        _ids = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (var id = 0; id < words.Count; id++)
        {
            if (!_ids.TryAdd(words[id], id))
                throw new ArgumentException($"The vocabulary holds '{words[id]}' twice, as {_ids[words[id]]} and {id}.", nameof(words));
        }
    }

    public IReadOnlyList<string> Words { get; }

    public int Count => Words.Count;

    /// <summary>The id of a word, or <see cref="Unknown"/> when it has none.</summary>
    public int IdOf(string word) => _ids.GetValueOrDefault(word, Unknown);

    public bool Contains(string word) => _ids.ContainsKey(word);

    /// <summary>
    /// The most frequent words after the five marks. Words with equal counts are in ordinal order, so that the same texts give the same
    /// ids.
    /// </summary>
    /// <param name="tokens">Every token of the training texts.</param>
    /// <param name="limit">Maximum number of words, not counting the marks.</param>
    /// <param name="minimumCount">Words with fewer occurrences are left out.</param>
    public static Vocabulary Build(IEnumerable<string> tokens, int limit, int minimumCount = 1)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var words = tokens
            .CountBy(token => token, StringComparer.Ordinal)
            .Where(word => word.Value >= minimumCount && !Marks.Contains(word.Key))
            .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Take(limit)
            .Select(word => word.Key);
        return new Vocabulary([.. Marks, .. words]);
    }
}
