namespace Engram.Text.Questions;

/// <summary>
/// Something people ask about, whatever a memory set calls it: possible names of its relation, and the English ways to ask. <c>{x}</c>
/// stands for the subject, <c>{y}</c> for a claimed answer.
/// </summary>
public sealed record QuestionConcept
{
    /// <summary>Names of the relation from {x} to the answer: <c>directed_by</c>. The first names the concept.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>Names of the inverse relation: <c>director_of</c>.</summary>
    public required IReadOnlyList<string> Inverse { get; init; }

    /// <summary><c>who</c> or <c>what</c>.</summary>
    public required string Who { get; init; }

    /// <summary>Nouns for {x}: <c>film</c>.</summary>
    public required IReadOnlyList<string> Things { get; init; }

    /// <summary>Nouns for the answer: <c>director</c>.</summary>
    public required IReadOnlyList<string> Nouns { get; init; }

    /// <summary>Plural nouns for the {x} of one answer: <c>films</c>.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>Past tense of what {y} did to {x}: <c>directed</c>; null when there is no such verb.</summary>
    public string? Past { get; init; }

    public string? Base { get; init; }

    /// <summary>Past participle where it differs from <see cref="Past"/>: <c>written</c>.</summary>
    public string? Participle { get; init; }

    /// <summary>Templates of questions for the answer: <c>who directed {x}</c>.</summary>
    public required IReadOnlyList<string> Asks { get; init; }

    /// <summary>Templates of questions in the other direction: <c>which films did {x} direct</c>.</summary>
    public required IReadOnlyList<string> InverseAsks { get; init; }
}
