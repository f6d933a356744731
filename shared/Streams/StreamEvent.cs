namespace Engram.Streams;

/// <summary>What one payload of a platform says. A payload may say several things: a page holds many posts.</summary>
public abstract record StreamEvent;

/// <summary>A post was written or changed. <see cref="SourcePost.Source"/> and <see cref="SourcePost.SourceId"/> together name it; its
/// content replaces what was known.</summary>
public sealed record PostEvent(SourcePost Post) : StreamEvent;

/// <summary>A post is no longer public. It may never have been seen, and may come once more after a rewind: keep a tombstone.</summary>
public sealed record PostDeleted(string Source, string SourceId) : StreamEvent;

/// <summary>All posts of an author are no longer public.</summary>
/// <param name="Source">Platform, as in <see cref="SourcePost.Source"/>.</param>
/// <param name="AuthorId">As in <see cref="PostAuthor.Id"/>.</param>
/// <param name="Reason">The platform's word: <c>takendown</c>, <c>suspended</c>, <c>user_delete</c>.</param>
public sealed record AuthorRemoved(string Source, string AuthorId, string Reason) : StreamEvent;

/// <summary>Nothing to store: a like, an identity, a notice, a post that is not public.</summary>
/// <param name="Reason">Why, in words.</param>
public sealed record Ignored(string Reason) : StreamEvent;

/// <summary>A live stream was lost, and is connected again.</summary>
/// <param name="Reason">What happened, in words.</param>
/// <param name="RetryIn">Wait before the next try.</param>
public sealed record ConnectionLost(string Reason, TimeSpan RetryIn) : StreamEvent;

/// <summary>A live stream could not go on where it was left: what the platform sent between these times may be missing.</summary>
/// <param name="From">Null: not known.</param>
/// <param name="To">Null: not known.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record StreamGap(DateTimeOffset? From, DateTimeOffset? To, string Reason) : StreamEvent;

/// <summary>The platform reports a fault inside its stream, often just before it disconnects.</summary>
public sealed record StreamFault(string Title, string? Detail) : StreamEvent;
