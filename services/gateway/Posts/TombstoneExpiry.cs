using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Goes on with the deletion of posts of removed authors and of reposts of deleted posts, and forgets tombstones when they are
/// old.</summary>
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

    // Those that a batch left behind are due at once.
    private async Task<List<PostTombstone>> DuePostsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.PostTombstones.AsNoTracking()
            .Where(tombstone => tombstone.DueAt <= now).OrderBy(tombstone => tombstone.DueAt).Take(Batches.Rows)
            .ToListAsync(cancellationToken);
    }
}
