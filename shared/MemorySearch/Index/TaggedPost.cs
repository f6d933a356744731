using Engram.Text;

namespace Engram.MemorySearch.Index;

/// <summary>A post with its keyphrases, as a memory set of tagged posts keeps it: one line of an import or of
/// <c>tagged-posts.jsonl</c>.</summary>
public sealed record TaggedPost
{
    /// <summary>Separates the keyphrases within a value.</summary>
    public const char Separator = ';';

    /// <summary>The client's id for the post; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>Text of the post as received.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in its picture; null for none.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe its picture.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>The post as a memory: its words are the key, its keyphrases the value.</summary>
    public StoredMemory ToMemory(long id) => new(id, KeyOf(Text, Ocr, Attributes), string.Join(Separator, Keyphrases), Id);

    /// <summary>The words a post is compared by: those of its normalized text, those read in its picture, and those that describe the
    /// picture.</summary>
    public static string KeyOf(string text, string? ocr, IEnumerable<string> attributes) =>
        string.Join(
            ' ', Tokenizer.Tokenize(TweetNormalizer.Normalize(text)).Concat(Tokenizer.Tokenize(ocr ?? ""))
                .Concat(attributes.SelectMany(Tokenizer.Tokenize)));

    /// <summary>Splits a value into its keyphrases.</summary>
    public static IReadOnlyList<string> KeyphrasesOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
