namespace Engram.Text.Documents;

/// <summary>A document; files hold one JSON object per line.</summary>
public sealed record Document
{
    /// <summary>What the document is about, for example the film that an article describes. Null or empty when there is no title.</summary>
    public string? Title { get; init; }

    public required string Text { get; init; }
}
