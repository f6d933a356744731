using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;

namespace Engram.Gateway.Posts;

/// <summary>Accepts the single post of a request.</summary>
internal sealed class PostIntake(PostUploads uploads, CoalescedPosts together, PostStore posts, IdempotencyKeys keys, TimeProvider time)
{
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the request's body.</param>
    /// <param name="idempotencyKey">The request's Idempotency-Key; null if it has none.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">The post is not accepted.</exception>
    public async Task<Post> TakeAsync(
        HttpContext context, Func<PostUpload, Task<PostRequest>> read, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var upload = uploads.Begin(context);
        var request = await read(upload);
        var incoming = upload.Check(request);
        if (idempotencyKey is null)
            return await together.AcceptAsync(incoming, cancellationToken);
        // Fetch before the key is taken: a key holds a database connection, and strangers' hosts may be slow.
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
