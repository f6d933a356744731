namespace Engram.Datasets.Sequences;

/// <summary>A subject met an item: a user watched a film, an author used a hashtag. One line of <c>events.ndjson</c>.</summary>
public sealed record SequenceEvent
{
    /// <summary>Unique name of the event; null if the source has none.</summary>
    public string? Id { get; init; }

    public required string Subject { get; init; }

    public required string Item { get; init; }

    public required DateTimeOffset At { get; init; }
}
