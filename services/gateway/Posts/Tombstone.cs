namespace Engram.Gateway.Posts;

/// <summary>A post of a source that was deleted, seen before or not.</summary>
public sealed class PostTombstone
{
    public required Guid Id { get; init; }

    public required string Source { get; init; }

    public required string SourceId { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>When to delete its reposts; null once that is done.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>An author all of whose posts were deleted.</summary>
public sealed class AuthorTombstone
{
    public required string Source { get; init; }

    public required string AuthorId { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>When to go on deleting their posts; null once that is done.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
