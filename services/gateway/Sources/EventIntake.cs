using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Posts;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>Does what a platform says: takes posts, deletes what is deleted there, passes over the rest.</summary>
internal sealed class EventIntake(PostStore posts, PostRemoval removal)
{
    /// <summary>Does what an event says.</summary>
    /// <exception cref="ProblemException">The post is not taken.</exception>
    public async Task<EventOutcome> TakeAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        using var prepared = await PrepareAsync(incoming, cancellationToken);
        return await TakeAsync(prepared, _ => { }, cancellationToken);
    }

    /// <summary>Does of it what takes long and may be done before its turn: fetches pictures.</summary>
    public async Task<PreparedEvent> PrepareAsync(IncomingEvent incoming, CancellationToken cancellationToken) =>
        new(incoming.Event, incoming.Post is { } post ? await posts.PrepareAsync(post, cancellationToken) : null);

    /// <summary>Does the rest of it.</summary>
    /// <param name="prepared">The event.</param>
    /// <param name="note">Is told what is done before it is saved. What it changes in the scope's context is saved in the same transaction;
    /// of an event that changes nothing else, by the caller.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ProblemException">The post is not taken.</exception>
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

/// <summary>An event whose pictures were fetched.</summary>
internal sealed record PreparedEvent(StreamEvent Event, PreparedPost? Post) : IDisposable
{
    /// <summary>The same, as it came by a followed stream.</summary>
    public PreparedEvent From(string source) =>
        this with { Post = Post is null ? null : Post with { Incoming = Post.Incoming with { FollowedBy = source } } };

    public void Dispose() => Post?.Dispose();
}

/// <summary>What was done about an event: one of the three is there.</summary>
internal sealed record EventOutcome
{
    public Post? Post { get; init; }

    public Deletion? Deleted { get; init; }

    /// <summary>Why there was nothing to do.</summary>
    public string? Skipped { get; init; }
}

/// <summary>What becomes of an event.</summary>
internal enum EventResult
{
    /// <summary>A post was taken.</summary>
    Accepted,

    /// <summary>A newer revision replaced a known post.</summary>
    Edited,

    /// <summary>A known post came again, or an older revision of it.</summary>
    Repeated,

    /// <summary>A post, or all posts of an author, were deleted.</summary>
    Deleted,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>It can't be read, or the post is not taken.</summary>
    Refused,
}
