namespace Engram.Gateway.Posts;

/// <summary>A deleted post of a source, whether or not it was ever stored.</summary>
public sealed class PostTombstone
{
    public required Guid Id { get; init; }

    public required string Source { get; init; }

    public required string SourceId { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>When to delete the post's reposts; null once that is done.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>An author whose posts were all deleted.</summary>
public sealed class AuthorTombstone
{
    public required string Source { get; init; }

    public required string AuthorId { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>When to continue deleting the author's posts; null once that is done.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
