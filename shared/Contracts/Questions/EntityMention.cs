namespace Engram.Contracts.Questions;

/// <summary>A place in a question where the name of an entity of its set may stand. Mentions may overlap: which one is meant is for the
/// reader of the question to say.</summary>
public sealed record EntityMention
{
    /// <summary>First token of the name within the question, from 0.</summary>
    public required int Start { get; init; }

    /// <summary>Number of tokens.</summary>
    public required int Length { get; init; }

    /// <summary>The entities of this name as the set writes them; several where spellings differ or a short name stands for more than
    /// one.</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    public required MentionMatch Match { get; init; }

    /// <summary>Letters by which a corrected name differs from what was asked; else 0.</summary>
    public int Edits { get; init; }
}

/// <summary>How a name in a question meets one of the set.</summary>
public enum MentionMatch
{
    /// <summary>But for case, accents, spaces and punctuation they are the same.</summary>
    Exact,

    /// <summary>The question leaves out an article, a bracket or a subtitle.</summary>
    Alias,

    /// <summary>The question misspells it.</summary>
    Corrected,
}
