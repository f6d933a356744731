using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Posts;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>Applies the events of a platform: stores posts, deletes what was deleted there, skips the rest.</summary>
internal sealed class EventIntake(PostStore posts, PostRemoval removal)
{
    /// <summary>Applies an event.</summary>
    /// <exception cref="ProblemException">The post is not accepted.</exception>
    public async Task<EventOutcome> TakeAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        using var prepared = await PrepareAsync(incoming, cancellationToken);
        return await TakeAsync(prepared, _ => { }, cancellationToken);
    }

    /// <summary>Does the slow part of an event, which need not wait for its turn: fetches pictures.</summary>
    public async Task<PreparedEvent> PrepareAsync(IncomingEvent incoming, CancellationToken cancellationToken) =>
        new(incoming.Event, incoming.Post is { } post ? await posts.PrepareAsync(post, cancellationToken) : null);

    /// <summary>Applies a prepared event.</summary>
    /// <param name="prepared">The event.</param>
    /// <param name="note">Called with the result before it is saved. Its changes to the scope's context are saved in the same transaction.
    /// If the event changes nothing else, the caller must save them.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">The post is not accepted.</exception>
    public async Task<EventOutcome> TakeAsync(PreparedEvent prepared, Action<EventResult> note, CancellationToken cancellationToken)
    {
        switch (prepared.Event)
        {
            case PostEvent:
                return await StoreAsync(prepared.Post!, note, cancellationToken);
            case PostDeleted deleted:
                note(EventResult.Deleted);
                await removal.DeleteAsync(deleted.Source, deleted.SourceId, cancellationToken);
                return new EventOutcome { Deleted = new Deletion(deleted.Source, deleted.SourceId, null) };
            case AuthorRemoved removed:
                note(EventResult.Deleted);
                await removal.DeleteAuthorAsync(removed.Source, removed.AuthorId, cancellationToken);
                return new EventOutcome { Deleted = new Deletion(removed.Source, null, removed.AuthorId) };
            default:
                note(EventResult.Skipped);
                return new EventOutcome { Skipped = ReasonOf(prepared.Event) };
        }
    }

    private async Task<EventOutcome> StoreAsync(PreparedPost prepared, Action<EventResult> note, CancellationToken cancellationToken)
    {
        var isNew = false;
        var post = await posts.StoreAsync(
            prepared,
            change =>
            {
                isNew = true;
                note(change == PostChange.Edited ? EventResult.Edited : EventResult.Accepted);
            },
            cancellationToken);
        if (!isNew)
            note(EventResult.Repeated);
        return new EventOutcome { Post = post };
    }

    private static string ReasonOf(StreamEvent passedOver) => passedOver switch
    {
        Ignored ignored => ignored.Reason,
        StreamFault fault => $"the platform reports: {fault.Title} {fault.Detail}".TrimEnd(),
        _ => passedOver.GetType().Name,
    };
}

/// <summary>An event whose pictures are fetched.</summary>
internal sealed record PreparedEvent(StreamEvent Event, PreparedPost? Post) : IDisposable
{
    /// <summary>Returns a copy that is marked as received from a followed stream.</summary>
    public PreparedEvent From(string source) =>
        this with { Post = Post is null ? null : Post with { Incoming = Post.Incoming with { FollowedBy = source } } };

    public void Dispose() => Post?.Dispose();
}

/// <summary>Outcome of an event. Exactly one of the three properties is set.</summary>
internal sealed record EventOutcome
{
    public Post? Post { get; init; }

    public Deletion? Deleted { get; init; }

    /// <summary>Why the event was skipped.</summary>
    public string? Skipped { get; init; }
}

/// <summary>Result of an event.</summary>
internal enum EventResult
{
    /// <summary>A new post was stored.</summary>
    Accepted,

    /// <summary>A newer revision replaced a known post.</summary>
    Edited,

    /// <summary>A known post, or an older revision of one, arrived again.</summary>
    Repeated,

    /// <summary>A post or all posts of an author were deleted.</summary>
    Deleted,

    /// <summary>The event needs no action.</summary>
    Skipped,

    /// <summary>The event cannot be read, or the post is not accepted.</summary>
    Refused,
}
