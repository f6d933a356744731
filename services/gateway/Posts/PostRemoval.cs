using Engram.Blobs;
using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>Deletes posts with their predictions, history, memories and events, and their pictures unless another post has them. Later
/// messages about a deleted post find no row. A post of a source leaves a tombstone, so that a late copy does not bring it back.</summary>
public sealed class PostRemoval(GatewayDb db, IBlobStore blobs, Tombstones tombstones, AuthorEvents authors)
{
    /// <summary>Deletes a post.</summary>
    /// <returns>Whether the post existed.</returns>
    public async Task<bool> DeleteAsync(PostName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await tombstones.HoldAsync(name, cancellationToken);
        if (await db.LockPostAsync(name.Id, cancellationToken) is not { } post)
            return false;
        await RemoveAsync([post], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await DeletePicturesAsync(post.PictureSha256s, cancellationToken);
        return true;
    }

    /// <summary>Deletes a post of a source. If the post is not stored, it is rejected when it arrives. Other changes to the context are
    /// saved in the same transaction.</summary>
    public async Task DeleteAsync(string source, string sourceId, CancellationToken cancellationToken)
    {
        var name = PostName.OfSource(source, sourceId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await tombstones.HoldAsync(name, cancellationToken);
        // Lock the row before the tombstone, as batches do, to avoid a deadlock.
        var post = await db.LockPostAsync(name.Id, cancellationToken);
        if (post is not null)
            await RemoveAsync([post], cancellationToken);
        else // Its days may be over, but not those of its events.
            await authors.DeleteAsync([name.Id], cancellationToken);
        await tombstones.BuryAsync(name, source, sourceId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (post is not null)
            await DeletePicturesAsync(post.PictureSha256s, cancellationToken);
    }

    /// <summary>Deletes an author's events and posts, and rejects later ones. If it is interrupted, the sweep continues it. Other changes
    /// to the context are saved with the tombstone.</summary>
    public async Task DeleteAuthorAsync(string source, string authorId, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await tombstones.BuryAuthorAsync(source, authorId, cancellationToken);
            await authors.ForgetAsync(source, authorId, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await DeletePostsOfAuthorAsync(source, authorId, cancellationToken);
    }

    /// <summary>Deletes the stored posts of an author, batch by batch.</summary>
    public async Task DeletePostsOfAuthorAsync(string source, string authorId, CancellationToken cancellationToken)
    {
        await DeleteAllAsync(
            $"""
            select * from gateway.posts where source = {source} and author_id = {authorId}
            order by position limit {Batches.Rows} for update
            """, cancellationToken);
        await db.AuthorTombstones.Where(tombstone => tombstone.Source == source && tombstone.AuthorId == authorId)
            .ExecuteUpdateAsync(tombstone => tombstone.SetProperty(t => t.DueAt, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>Deletes the reposts of a post, batch by batch.</summary>
    public async Task DeleteRepostsAsync(PostTombstone tombstone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tombstone);
        await DeleteAllAsync(
            $"""
            select * from gateway.posts where source = {tombstone.Source} and repost_of = {tombstone.SourceId}
            order by position limit {Batches.Rows} for update
            """,
            cancellationToken);
        await db.PostTombstones.Where(t => t.Id == tombstone.Id && t.DueAt == tombstone.DueAt)
            .ExecuteUpdateAsync(t => t.SetProperty(done => done.DueAt, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>Removes the traces of a post that is edited: its events, and its memory.</summary>
    public async Task ReplaceAsync(Post post, CancellationToken cancellationToken)
    {
        await authors.ReplaceAsync(post, cancellationToken);
        await ForgetAsync(post, cancellationToken);
    }

    /// <summary>Removes a post from the memory set that it was added to, if the set still exists.</summary>
    private async Task ForgetAsync(Post post, CancellationToken cancellationToken)
    {
        if (post.RememberedIn is { } setId
            && await db.MemorySets.AsNoTracking().SingleOrDefaultAsync(set => set.Id == setId && set.DeletedAt == null,
                cancellationToken) is { } set)
            db.Enqueue(post.ForgetIn(set.Definition));
    }

    /// <summary>Deletes pictures that posts referred to until now, unless another post has them. If the gateway
    /// crashes before that, a sweep deletes them.</summary>
    public async Task DeletePicturesAsync(IEnumerable<string> sha256s, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256s);
        foreach (var sha256 in sha256s)
            await db.DeleteUnreferencedAsync(sha256, blobs, cancellationToken);
    }

    private async Task DeleteAllAsync(FormattableString lockBatch, CancellationToken cancellationToken)
    {
        var pictures = new HashSet<string>();
        await db.WorkOffAsync(
            () => db.Posts.FromSql(lockBatch),
            async batch =>
            {
                await RemoveAsync(batch, cancellationToken);
                pictures.UnionWith(batch.SelectMany(post => post.PictureSha256s));
            },
            cancellationToken);
        await DeletePicturesAsync(pictures, cancellationToken);
    }

    /// <summary>Removes rows and everything that depends on them except pictures, within a transaction that locks the rows.</summary>
    private async Task RemoveAsync(IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        await authors.DeleteAsync([.. posts.Select(post => post.Id)], cancellationToken);
        foreach (var post in posts)
        {
            if (post is { Source: { } source, SourceId: { } sourceId })
                await tombstones.BuryAsync(PostName.OfSource(source, sourceId), source, sourceId, cancellationToken);
            await ForgetAsync(post, cancellationToken);
        }

        db.Posts.RemoveRange(posts);
        await db.SaveChangesAsync(cancellationToken);
    }
}
