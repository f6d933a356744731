namespace Engram.Contracts.Memories;

/// <summary>
/// A post is tagged: let it be a memory of a set, in place of what the set remembers of an earlier revision of it. Sent by gateway;
/// consumed by memory-index. One that comes twice, or after the post was forgotten, changes nothing.
/// </summary>
public sealed record RememberPost
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>What its client calls the post.</summary>
    public required string PostId { get; init; }

    /// <summary>Greater for what came later under this id: a post that was edited, or deleted and posted again, is another
    /// revision.</summary>
    public required long Revision { get; init; }

    /// <summary>The post's own words as received.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in its pictures; null when there are none.</summary>
    public string? OcrText { get; init; }

    /// <summary>What the author says its pictures show. Empty: nothing, or the message is older than this field.</summary>
    public IReadOnlyList<string> AltTexts { get; init; } = [];

    /// <summary>Words that describe its pictures.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Its keyphrases, best first.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }
}
