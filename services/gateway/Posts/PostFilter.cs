using Engram.ApiContracts.Posts;

namespace Engram.Gateway.Posts;

/// <summary>Which posts a listing holds: those that meet every condition that is not null.</summary>
public sealed record PostFilter
{
    public PostState? State { get; init; }

    public string? Source { get; init; }

    /// <summary>Id of the author within the source.</summary>
    public string? Author { get; init; }

    /// <summary>A keyphrase, lower case.</summary>
    public string? Tag { get; init; }

    /// <summary>A language tag in its normal case.</summary>
    public string? Language { get; init; }

    /// <summary>Least time: of a post, when it says it was written, else when it came.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time that a post is before.</summary>
    public DateTimeOffset? To { get; init; }
}
