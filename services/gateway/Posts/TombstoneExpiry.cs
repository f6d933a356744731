using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Continues to delete posts of removed authors and reposts of deleted posts, and removes old tombstones.</summary>
public sealed class TombstoneExpiry(GatewayDb db, PostRemoval removal, IOptions<GatewayOptions> options, TimeProvider time) : IExpiryHandler
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var author in await db.AuthorTombstones.AsNoTracking().Where(author => author.DueAt <= now).ToListAsync(cancellationToken))
            await removal.DeletePostsOfAuthorAsync(author.Source, author.AuthorId, cancellationToken);
        while (await DuePostsAsync(cancellationToken) is { Count: > 0 } posts)
        {
            foreach (var post in posts)
                await removal.DeleteRepostsAsync(post, cancellationToken);
        }

        var oldest = now - options.Value.TombstoneAge;
        await db.PostTombstones.Where(tombstone => tombstone.DueAt == null && tombstone.DeletedAt < oldest)
            .ExecuteDeleteAsync(cancellationToken);
        await db.AuthorTombstones.Where(tombstone => tombstone.DueAt == null && tombstone.DeletedAt < oldest)
            .ExecuteDeleteAsync(cancellationToken);
    }

    // Deleting a repost leaves a tombstone that is due at once, so the caller repeats until none is due.
    private async Task<List<PostTombstone>> DuePostsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.PostTombstones.AsNoTracking()
            .Where(tombstone => tombstone.DueAt <= now).OrderBy(tombstone => tombstone.DueAt).Take(Batches.Rows)
            .ToListAsync(cancellationToken);
    }
}
