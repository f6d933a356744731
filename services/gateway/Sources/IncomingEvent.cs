using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Posts;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>What a platform says, checked.</summary>
/// <param name="Event">What it says.</param>
/// <param name="Post">The post, when it says that one was written or changed.</param>
internal sealed record IncomingEvent(StreamEvent Event, IncomingPost? Post)
{
    /// <summary>The post that is written, changed or deleted; null when the event is about none, or about one without a name.</summary>
    public PostName? PostName => Event is PostDeleted deleted ? PostName.OfSource(deleted.Source, deleted.SourceId) : Post?.Name;

    /// <param name="item">What it says.</param>
    /// <param name="caller">Who brings it.</param>
    /// <param name="options">What a post may hold.</param>
    /// <exception cref="ProblemException">The line can't be read, or says what is not taken.</exception>
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

    // A path names a file of whoever sends the line, which the gateway can't read, or one of the gateway's own, which it must not.
    private static PictureRequest RefuseFile(string path) =>
        throw new ProblemException(BodyProblems.InvalidField("picture", "is a file; send its bytes in base64, or a URL"));
}
