namespace Engram.Contracts.Memories;

/// <summary>Asks for a page of what a set holds, in the order in which it was stored. A request of gateway; memory-index replies with
/// <see cref="FactsListed"/>. The page holds what meets every condition that is not null.</summary>
public sealed record ListFacts
{
    public required Guid SetId { get; init; }

    /// <summary>Only facts with this subject or object, whatever its case and accents.</summary>
    public string? Entity { get; init; }

    /// <summary>Only facts of this relation.</summary>
    public string? Relation { get; init; }

    /// <summary>Only what holds all of these words, whatever their case and accents.</summary>
    public string? Text { get; init; }

    /// <summary>Only what was stored after this memory; 0: from the first on.</summary>
    public long After { get; init; }

    /// <summary>Most facts of the page.</summary>
    public required int MaxFacts { get; init; }
}
