using System.ComponentModel;

namespace Engram.ApiContracts.Memories;

/// <summary>Replaces the facts of a subject and relation.</summary>
public sealed record FactCorrection
{
    [Description("Their objects.")]
    public IReadOnlyList<string>? Objects { get; init; }

    [Description("Where they come from, in any words. Facts that the set holds already keep theirs.")]
    public string? Source { get; init; }
}

/// <summary>Replaces the documents of a title.</summary>
public sealed record DocumentCorrection
{
    public string? Text { get; init; }
}
