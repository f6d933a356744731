namespace Engram.Contracts.Questions;

/// <summary>A span of a question that may name an entity of its set. Mentions may overlap; the model that reads the question decides which
/// one is meant.</summary>
public sealed record EntityMention
{
    /// <summary>First token of the name within the question, from 0.</summary>
    public required int Start { get; init; }

    /// <summary>Number of tokens.</summary>
    public required int Length { get; init; }

    /// <summary>Entities with this name as the set spells them; several when spellings differ or a short name stands for more than
    /// one.</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    public required MentionMatch Match { get; init; }

    /// <summary>Number of letters by which a corrected name differs from the question's spelling; otherwise 0.</summary>
    public int Edits { get; init; }
}

/// <summary>How a name in a question matches a name in the set.</summary>
public enum MentionMatch
{
    /// <summary>The names are equal except for case, accents, spaces and punctuation.</summary>
    Exact,

    /// <summary>The question leaves out an article, a bracket or a subtitle.</summary>
    Alias,

    /// <summary>The question misspells the name.</summary>
    Corrected,
}
