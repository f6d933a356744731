using System.ComponentModel;

namespace Engram.ApiContracts.Memories;

/// <summary>What the facts of a subject and relation are from now on.</summary>
public sealed record FactCorrection
{
    [Description("Their objects.")]
    public IReadOnlyList<string>? Objects { get; init; }

    [Description("Where they come from, in any words. Facts that the set holds already keep theirs.")]
    public string? Source { get; init; }
}

/// <summary>What the document of a title says from now on.</summary>
public sealed record DocumentCorrection
{
    public string? Text { get; init; }
}
