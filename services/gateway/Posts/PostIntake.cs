using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;

namespace Engram.Gateway.Posts;

/// <summary>Takes the one post of a request.</summary>
internal sealed class PostIntake(PostUploads uploads, PostStore posts, IdempotencyKeys keys, TimeProvider time)
{
    /// <param name="context">The request.</param>
    /// <param name="read">Reads its body.</param>
    /// <param name="idempotencyKey">Its key; null when it has none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ProblemException">The post is not taken.</exception>
    public async Task<Post> TakeAsync(
        HttpContext context, Func<PostUpload, Task<PostRequest>> read, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var upload = uploads.Begin(context);
        var request = await read(upload);
        var incoming = upload.Check(request);
        if (idempotencyKey is null)
            return await posts.AcceptAsync(incoming, cancellationToken);
        // A key holds a database connection, and strangers' hosts may take long to answer.
        using var fetched = await posts.FetchAsync(incoming, cancellationToken);
        return await TakeOnceAsync(context.Request, request, incoming with { Fetched = fetched }, idempotencyKey, cancellationToken);
    }

    private async Task<Post> TakeOnceAsync(
        HttpRequest http, PostRequest request, IncomingPost incoming, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var key = (await keys.HoldAsync(http, idempotencyKey, cancellationToken))!;
        var name = incoming.Name ?? PostName.New(time);
        return await key.OnceAsync(
            request,
            name.PublicId,
            () => posts.AcceptAsync(incoming with { Name = name }, cancellationToken),
            async made => await posts.FindAsync(PostName.Parse(made).Id, cancellationToken)
                ?? throw new ProblemException(Problems.UnknownPost(made)),
            cancellationToken);
    }
}
