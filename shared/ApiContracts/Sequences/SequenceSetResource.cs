namespace Engram.ApiContracts.Sequences;

/// <summary>A sequence set as its client sees it.</summary>
public sealed record SequenceSetResource
{
    public required string Name { get; init; }

    /// <summary>Days after which an event is deleted, counted from its time; null: none is.</summary>
    public required int? RetentionDays { get; init; }

    public required long Events { get; init; }

    /// <summary>Number of changes to the set so far.</summary>
    public required long Epoch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The sequence sets.</summary>
public sealed record SequenceSetList(IReadOnlyList<SequenceSetResource> Sequences);
