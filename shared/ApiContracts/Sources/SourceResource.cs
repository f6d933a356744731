namespace Engram.ApiContracts.Sources;

/// <summary>All sources, by name.</summary>
public sealed record SourceList(IReadOnlyList<SourceResource> Sources);

/// <summary>A live stream as clients see it.</summary>
public sealed record SourceResource
{
    public required string Name { get; init; }

    public required SourceForm Form { get; init; }

    public required string Url { get; init; }

    /// <summary>Defined in the options, and changed only there.</summary>
    public required bool OfOptions { get; init; }

    public required SourceState State { get; init; }

    /// <summary>The latest fault: a lost connection, a refusal, or a rejected event.</summary>
    public required string? Fault { get; init; }

    public required DateTimeOffset? FaultAt { get; init; }

    /// <summary>Number of accepted posts.</summary>
    public required long Accepted { get; init; }

    /// <summary>Newer revisions that replaced a known post.</summary>
    public required long Edited { get; init; }

    /// <summary>Events that repeated known content.</summary>
    public required long Repeated { get; init; }

    /// <summary>Deletions of posts and of authors, whether or not seen before.</summary>
    public required long Deleted { get; init; }

    /// <summary>Events that could not be read, and posts that were rejected.</summary>
    public required long Refused { get; init; }

    /// <summary>Events that required no action, and posts that were deleted before they arrived.</summary>
    public required long Skipped { get; init; }

    /// <summary>Its posts that have a result.</summary>
    public required long Tagged { get; init; }

    public required long LostConnections { get; init; }

    public required long GapCount { get; init; }

    /// <summary>The latest gaps, latest last.</summary>
    public required IReadOnlyList<SourceGap> Gaps { get; init; }

    public required DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Where the stream resumes; null when its platform has no resume position, or no event arrived yet.</summary>
    public required string? Cursor { get; init; }
}
