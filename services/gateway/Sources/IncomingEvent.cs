using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Posts;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>A checked event of a platform.</summary>
/// <param name="Event">The event.</param>
/// <param name="Post">The post, if the event is about a new or changed one.</param>
internal sealed record IncomingEvent(StreamEvent Event, IncomingPost? Post)
{
    /// <summary>Name of the post that is written, changed or deleted; null if the event is
    /// about no post, or about one without a name.</summary>
    public PostName? PostName => Event is PostDeleted deleted ? PostName.OfSource(deleted.Source, deleted.SourceId) : Post?.Name;

    /// <param name="item">The parsed item.</param>
    /// <param name="caller">The caller that sent the item.</param>
    /// <param name="options">Limits of a post.</param>
    /// <exception cref="ProblemException">The line cannot be read, or its content is not accepted.</exception>
    public static IncomingEvent Check(StreamItem item, string caller, GatewayOptions options) => item switch
    {
        { Error: { } error } => throw new ProblemException(Problems.UnreadableLine(item.LineNumber, error)),
        { Event: PostEvent { Post: var post } found } => new IncomingEvent(
            found, IncomingPost.Check(PlatformPost.ToRequest(post, RefuseFile), options) with { Caller = caller }),
        { Event: PostDeleted deleted } => new IncomingEvent(deleted with { SourceId = Checked("sourceId", deleted.SourceId) }, null),
        { Event: AuthorRemoved removed } => new IncomingEvent(removed with { AuthorId = Checked("author.id", removed.AuthorId) }, null),
        _ => new IncomingEvent(item.Event!, null),
    };

    private static string Checked(string field, string id) => IncomingPost.Id(field, id)!;

    // A path names either a file of the sender, which the gateway cannot read, or one of the gateway's own, which it must not read.
    private static PictureRequest RefuseFile(string path) =>
        throw new ProblemException(BodyProblems.InvalidField("picture", "is a file; send its bytes in base64, or a URL"));
}
