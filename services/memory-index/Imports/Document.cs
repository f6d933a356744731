namespace Engram.MemoryIndex.Imports;

/// <summary>One line of an import of documents.</summary>
public sealed record Document
{
    /// <summary>What the document is about, for example the film an article describes. Null or empty when it has no title.</summary>
    public string? Title { get; init; }

    public required string Text { get; init; }
}
