using Engram.Text;

namespace Engram.MemorySearch.Index;

/// <summary>A post with its keyphrases, as a memory of tagged posts keeps it: one line of an import or of
/// <c>tagged-posts.jsonl</c>.</summary>
public sealed record TaggedPost
{
    /// <summary>Stands between the keyphrases of a value.</summary>
    public const char Separator = ';';

    /// <summary>What its client calls it; null when nobody asks for it.</summary>
    public string? Id { get; init; }

    /// <summary>The post's own words as received.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in its picture; null when there are none.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe its picture.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>The memory of the post: by its words it is found, its keyphrases are read.</summary>
    public StoredMemory ToMemory(long id) => new(id, KeyOf(Text, Ocr, Attributes), string.Join(Separator, Keyphrases), Id);

    /// <summary>What a post is compared by: its own words, normalised, those of its picture, and those that describe it.</summary>
    public static string KeyOf(string text, string? ocr, IEnumerable<string> attributes) =>
        string.Join(
            ' ', Tokenizer.Tokenize(TweetNormalizer.Normalize(text)).Concat(Tokenizer.Tokenize(ocr ?? ""))
                .Concat(attributes.SelectMany(Tokenizer.Tokenize)));

    /// <summary>Keyphrases that a value holds.</summary>
    public static IReadOnlyList<string> KeyphrasesOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
