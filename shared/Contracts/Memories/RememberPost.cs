namespace Engram.Contracts.Memories;

/// <summary>Add a tagged post to a set, replacing any earlier revision of it. Sent by gateway; consumed by memory-index. A duplicate, or a
/// message that arrives after the post was removed, changes nothing.</summary>
public sealed record RememberPost
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>The client's id of the post.</summary>
    public required string PostId { get; init; }

    /// <summary>Increases with every later version under this id: a post that is edited, or deleted and posted again, gets a new
    /// revision.</summary>
    public required long Revision { get; init; }

    /// <summary>The post's own words as received.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in its pictures; null when there are none.</summary>
    public string? OcrText { get; init; }

    /// <summary>Alt texts by the author. Empty: none, or the message predates this field.</summary>
    public IReadOnlyList<string> AltTexts { get; init; } = [];

    /// <summary>Words that describe its pictures.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Its keyphrases, best first.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }
}
