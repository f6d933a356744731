namespace Engram.Streams;

/// <summary>One event in a platform's payload. A payload may have several: a page has many posts.</summary>
public abstract record StreamEvent;

/// <summary>
/// A post was created or edited. <see cref="SourcePost.Source"/> and <see cref="SourcePost.SourceId"/> identify it; its content replaces
/// any earlier one.
/// </summary>
public sealed record PostEvent(SourcePost Post) : StreamEvent;

/// <summary>A post is no longer public. It may be unknown here, and may arrive again after a rewind: keep a tombstone.</summary>
public sealed record PostDeleted(string Source, string SourceId) : StreamEvent;

/// <summary>An author's posts are no longer public.</summary>
/// <param name="Source">Platform, as in <see cref="SourcePost.Source"/>.</param>
/// <param name="AuthorId">As in <see cref="PostAuthor.Id"/>.</param>
/// <param name="Reason">The platform's term: <c>takendown</c>, <c>suspended</c>, <c>user_delete</c>.</param>
public sealed record AuthorRemoved(string Source, string AuthorId, string Reason) : StreamEvent;

/// <summary>Nothing to store: a like, an identity event, a notice, a post that is not public.</summary>
/// <param name="Reason">Reason in words.</param>
public sealed record Ignored(string Reason) : StreamEvent;

/// <summary>A live stream lost its connection and will reconnect.</summary>
/// <param name="Reason">What happened, in words.</param>
/// <param name="RetryIn">Wait before the next attempt.</param>
public sealed record ConnectionLost(string Reason, TimeSpan RetryIn) : StreamEvent;

/// <summary>A live stream could not resume where it stopped: events between these times may be missing.</summary>
/// <param name="From">Null when unknown.</param>
/// <param name="To">Null when unknown.</param>
/// <param name="Reason">Reason in words.</param>
public sealed record StreamGap(DateTimeOffset? From, DateTimeOffset? To, string Reason) : StreamEvent;

/// <summary>The platform reports a fault inside its stream, often just before it disconnects.</summary>
public sealed record StreamFault(string Title, string? Detail) : StreamEvent;
