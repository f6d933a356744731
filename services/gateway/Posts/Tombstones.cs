using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>
/// Keeps deleted posts from coming back. A transaction that stores a post locks its name, and shares the locks of its author and of the
/// post it reposts, from before the tombstone check until the commit. A transaction that writes a tombstone locks its name exclusively, so
/// no tombstone is written between check and commit.
/// </summary>
public sealed class Tombstones(GatewayDb db, TimeProvider time)
{
    /// <summary>Locks the names of posts, and shares the locks of what the posts depend on, until the transaction ends.</summary>
    public Task HoldAsync(IEnumerable<IncomingPost> posts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var keys = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var post in posts)
        {
            if (post is { Source: { } source, Author: { } author })
                keys.TryAdd(KeyOf(source, author.Id), true);
            if (post.Original is { } original)
                keys.TryAdd(KeyOf(original), true);
            if (post.Name is { } name)
                keys[KeyOf(name)] = false;
        }

        return db.HoldNamesAsync(keys, cancellationToken);
    }

    /// <summary>Tells for each post whether it was deleted, repeats a deleted post, or is by an author whose posts were all
    /// deleted.</summary>
    public async Task<IReadOnlyList<bool>> AreDeletedAsync(IReadOnlyList<IncomingPost> posts, CancellationToken cancellationToken)
    {
        var ids = posts.SelectMany(NamesOf).Select(name => name.Id).ToHashSet();
        string[] authors = [.. posts.Select(post => post.Author?.Id).OfType<string>().Distinct()];
        var buried = ids.Count == 0 ? []
            : await db.PostTombstones.Where(tombstone => ids.Contains(tombstone.Id)).Select(tombstone => tombstone.Id)
                .ToHashSetAsync(cancellationToken);
        var buriedAuthors = authors.Length == 0 ? []
            : (await db.AuthorTombstones.Where(tombstone => authors.Contains(tombstone.AuthorId))
                .Select(tombstone => new { tombstone.Source, tombstone.AuthorId }).ToListAsync(cancellationToken))
                .Select(tombstone => KeyOf(tombstone.Source, tombstone.AuthorId)).ToHashSet();
        return [.. posts.Select(post => NamesOf(post).Any(name => buried.Contains(name.Id))
            || (post is { Source: { } source, Author: { } author } && buriedAuthors.Contains(KeyOf(source, author.Id))))];
    }

    /// <exception cref="ProblemException">The post, the post it reposts, or all posts of its author were deleted.</exception>
    public async Task RefuseDeletedAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        List<Guid> ids = [.. NamesOf(incoming).Select(name => name.Id)];
        var (source, author) = (incoming.Source, incoming.Author?.Id);
        if (ids.Count > 0 && await db.PostTombstones.AnyAsync(tombstone => ids.Contains(tombstone.Id), cancellationToken))
            throw new ProblemException(Problems.Deleted($"The post '{(incoming.Name ?? incoming.Original)!.PublicId}', or the one it "
                + "repeats, was deleted by its source."));
        if (source is not null && author is not null
            && await db.AuthorTombstones.AnyAsync(tombstone => tombstone.Source == source && tombstone.AuthorId == author,
                cancellationToken))
            throw new ProblemException(Problems.Deleted($"All posts of this author of '{source}' were deleted."));
    }

    /// <summary>Rejects a post of a source from now on, whether or not it is stored, and schedules the deletion of its reposts. Call this
    /// within a transaction that holds the post's name.</summary>
    public async Task BuryAsync(PostName name, string source, string sourceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into gateway.post_tombstones (id, source, source_id, deleted_at, due_at) values ({name.Id}, {source}, {sourceId},
                {now}, {now})
            on conflict (id) do update set deleted_at = excluded.deleted_at, due_at = excluded.due_at
            """,
            cancellationToken);
    }

    /// <summary>Rejects all posts of an author from now on, and schedules the deletion of those that
    /// are stored. Call this within a transaction.</summary>
    public async Task BuryAuthorAsync(string source, string authorId, CancellationToken cancellationToken)
    {
        await db.HoldNameAsync(KeyOf(source, authorId), isShared: false, cancellationToken);
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into gateway.author_tombstones (source, author_id, deleted_at, due_at) values ({source}, {authorId}, {now}, {now})
            on conflict (source, author_id) do update set deleted_at = excluded.deleted_at, due_at = excluded.due_at
            """,
            cancellationToken);
    }

    /// <summary>Locks a post's name until the transaction ends.</summary>
    public Task HoldAsync(PostName name, CancellationToken cancellationToken) =>
        db.HoldNameAsync(KeyOf(name), isShared: false, cancellationToken);

    private static IEnumerable<PostName> NamesOf(IncomingPost post) => new[] { post.Name, post.Original }.OfType<PostName>();

    private static string KeyOf(PostName name) => $"post:{name.Id}";

    private static string KeyOf(string source, string authorId) => $"author:{source}:{authorId}";
}
