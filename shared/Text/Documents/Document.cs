namespace Engram.Text.Documents;

/// <summary>A document, one JSON object a line.</summary>
public sealed record Document
{
    /// <summary>What the document is about, for example the film an article describes. Null or empty when it has no title.</summary>
    public string? Title { get; init; }

    public required string Text { get; init; }
}
