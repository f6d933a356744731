namespace Engram.ApiContracts.Sources;

/// <summary>All sources, by name.</summary>
public sealed record SourceList(IReadOnlyList<SourceResource> Sources);

/// <summary>A live stream as a client sees it.</summary>
public sealed record SourceResource
{
    public required string Name { get; init; }

    public required SourceForm Form { get; init; }

    public required string Url { get; init; }

    /// <summary>Named by options, and changed by them alone.</summary>
    public required bool OfOptions { get; init; }

    public required SourceState State { get; init; }

    /// <summary>What went wrong last: a lost connection, a refusal, an event that was not taken.</summary>
    public required string? Fault { get; init; }

    public required DateTimeOffset? FaultAt { get; init; }

    /// <summary>Posts that were taken.</summary>
    public required long Accepted { get; init; }

    /// <summary>Newer revisions that replaced a known post.</summary>
    public required long Edited { get; init; }

    /// <summary>Events that said again what was known.</summary>
    public required long Repeated { get; init; }

    /// <summary>Deletions, of posts and of authors, seen before or not.</summary>
    public required long Deleted { get; init; }

    /// <summary>Events that could not be read, or posts that are not taken.</summary>
    public required long Refused { get; init; }

    /// <summary>Events with nothing to do, and posts that were deleted before they came.</summary>
    public required long Skipped { get; init; }

    /// <summary>Its posts that have their result.</summary>
    public required long Tagged { get; init; }

    public required long LostConnections { get; init; }

    public required long GapCount { get; init; }

    /// <summary>The latest gaps, latest last.</summary>
    public required IReadOnlyList<SourceGap> Gaps { get; init; }

    public required DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Where it goes on; null where its platform has no such place, or nothing came yet.</summary>
    public required string? Cursor { get; init; }
}
