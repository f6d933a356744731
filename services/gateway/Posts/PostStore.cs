using Engram.Contracts.Memories;
using Engram.Delivery.Blobs;
using Engram.Gateway.Api;
using Engram.Gateway.Blobs;
using Engram.Gateway.Data;
using Engram.Gateway.Pictures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Gateway.Posts;

/// <summary>Takes posts, finds them, and forgets them.</summary>
public sealed class PostStore(
    GatewayDb db, IBlobStore blobs, PictureFetcher fetcher, BlobGate gate, Moments moments, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Stores a post with its picture and sends it on its way, all in one transaction; the same post again is only found.</summary>
    /// <exception cref="ProblemException">The id is taken by another post.</exception>
    public async Task<Post> AcceptAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        if (incoming.Name is { } given && await FindAsync(given.Id, cancellationToken) is { } known)
            return SamePost(known, incoming);

        var (picture, fault) = await PictureOfAsync(incoming, cancellationToken);
        var name = incoming.Name ?? PostName.New(time);
        try
        {
            return picture is null
                ? await InsertAsync(name, incoming, fault is null ? null : ReceivedPicture.NotFetched(fault), cancellationToken)
                : await InsertWithPictureAsync(name, incoming, picture, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same id came twice at one time, and the other was first.
            db.ChangeTracker.Clear();
            return SamePost(await FindAsync(name.Id, cancellationToken) ?? throw new ProblemException(Problems.IdConflict(name.PublicId)), incoming);
        }
    }

    public Task<Post?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Posts.AsNoTracking().SingleOrDefaultAsync(post => post.Id == id, cancellationToken);

    /// <summary>Lists posts before a position, newest first; one more than the limit tells that there is a next page.</summary>
    public async Task<PostPage> ListAsync(PostState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        var posts = await db.Posts.AsNoTracking()
            .Where(post => (state == null || post.State == state) && (before == null || post.Position < before))
            .OrderByDescending(post => post.Position)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new PostPage(
            [.. posts.Take(limit).Select(PostResource.Of)],
            posts.Count > limit ? PostCursor.After(posts[limit - 1]) : null);
    }

    /// <summary>Deletes a post with its prediction, lets it leave the memory, and its picture unless another post has the same. What is still said of it finds no row.</summary>
    /// <returns>Whether there was such a post.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var deleted = await db.Database
            .SqlQuery<DeletedPost>($"delete from gateway.posts where id = {id} returning public_id as \"PublicId\", position as \"Position\", picture_sha256 as \"PictureSha256\", remembered_in as \"RememberedIn\"")
            .ToListAsync(cancellationToken);
        if (deleted is not [var post])
            return false;
        if (post.RememberedIn is { } setId && await db.MemorySets.AsNoTracking().SingleOrDefaultAsync(set => set.Id == setId && set.DeletedAt == null, cancellationToken) is { } set)
            db.Enqueue(new ForgetPost { Set = set.Definition, PostId = post.PublicId, Revision = post.Position });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // A crash between the two leaves a blob that nothing refers to, which is swept.
        if (post.PictureSha256 is { } picture)
            await db.DeleteUnreferencedAsync(picture, blobs, cancellationToken);
        return true;
    }

    private sealed record DeletedPost(string PublicId, long Position, string? PictureSha256, Guid? RememberedIn);

    private async Task<(byte[]? Picture, Fault? Fault)> PictureOfAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        if (incoming.PictureUrl is not { } url)
            return (incoming.Picture, null);
        try
        {
            return (await fetcher.FetchAsync(url, cancellationToken), null);
        }
        catch (PictureFetchException e)
        {
            return (null, e.Fault);
        }
    }

    private async Task<Post> InsertWithPictureAsync(PostName name, IncomingPost incoming, byte[] picture, CancellationToken cancellationToken)
    {
        using var pass = await gate.EnterAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var sha256 = await db.PutBlobAsync(picture, blobs, cancellationToken);
        var post = await InsertAsync(name, incoming, ReceivedPicture.Stored(sha256, picture.Length), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return post;
    }

    private async Task<Post> InsertAsync(PostName name, IncomingPost incoming, ReceivedPicture? picture, CancellationToken cancellationToken)
    {
        var post = Post.Receive(name, incoming.Text, incoming.BodySha256, picture, await moments.NowOfPostAsync(cancellationToken));
        db.Posts.Add(post);
        await db.SaveChangesAsync(cancellationToken);
        metrics.PostReceived(picture is not null);
        return post;
    }

    private static Post SamePost(Post known, IncomingPost incoming) =>
        known.BodySha256 == incoming.BodySha256 ? known : throw new ProblemException(Problems.IdConflict(known.PublicId));
}
