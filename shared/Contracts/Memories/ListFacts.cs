namespace Engram.Contracts.Memories;

/// <summary>Requests a page of a set's contents, in the order in which they were stored. Sent by gateway; memory-index replies with
/// <see cref="FactsListed"/>. An item must meet every condition that is not null.</summary>
public sealed record ListFacts
{
    public required Guid SetId { get; init; }

    /// <summary>Only facts with this subject or object, ignoring case and accents.</summary>
    public string? Entity { get; init; }

    /// <summary>Only facts of this relation.</summary>
    public string? Relation { get; init; }

    /// <summary>Only items that contain all of these words, ignoring case and accents.</summary>
    public string? Text { get; init; }

    /// <summary>Only items stored after this memory id; 0: from the first.</summary>
    public long After { get; init; }

    /// <summary>Maximum number of items in the page.</summary>
    public required int MaxFacts { get; init; }
}
