namespace Engram.Text.Questions;

/// <summary>Something that people ask of things, whatever a memory set calls it: how its relation may be named, and how English asks for
/// it.
/// <c>{x}</c> stands for what is asked about, <c>{y}</c> for what is claimed of it.</summary>
public sealed record QuestionConcept
{
    /// <summary>Names of the relation from {x} to the answer: <c>directed_by</c>. The first names the concept.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>Names of the relation the other way round: <c>director_of</c>.</summary>
    public required IReadOnlyList<string> Inverse { get; init; }

    /// <summary><c>who</c> or <c>what</c>.</summary>
    public required string Who { get; init; }

    /// <summary>What {x} may be called: <c>film</c>.</summary>
    public required IReadOnlyList<string> Things { get; init; }

    /// <summary>What the answer is called: <c>director</c>.</summary>
    public required IReadOnlyList<string> Nouns { get; init; }

    /// <summary>What several {x} of one answer are called: <c>films</c>.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>What {y} did to {x}: <c>directed</c>; null where no verb says it.</summary>
    public string? Past { get; init; }

    public string? Base { get; init; }

    /// <summary>Where it differs from <see cref="Past"/>: <c>written</c>.</summary>
    public string? Participle { get; init; }

    /// <summary>Questions for the answer: <c>who directed {x}</c>.</summary>
    public required IReadOnlyList<string> Asks { get; init; }

    /// <summary>Questions the other way round: <c>which films did {x} direct</c>.</summary>
    public required IReadOnlyList<string> InverseAsks { get; init; }
}
