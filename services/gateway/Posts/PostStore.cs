using System.Diagnostics;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Blobs;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Stores and finds posts.</summary>
public sealed class PostStore(
    GatewayDb db, IBlobStore blobs, PictureFetcher fetcher, BlobWriteLimiter gate, StepContextFactory stepContexts, Tombstones tombstones,
    PostRemoval removal,
    IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Stores a post with its pictures and sends its first request, in one transaction. A repeated post is only looked up; a newer
    /// revision replaces the stored one.</summary>
    /// <exception cref="ProblemException">The id belongs to another post, or the post was deleted.</exception>
    public async Task<Post> AcceptAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        using var prepared = await PrepareAsync(incoming, cancellationToken);
        return await StoreAsync(prepared, _ => { }, cancellationToken);
    }

    /// <summary>Does the slow part before the transaction: checks whether the post is new, and fetches its pictures. If
    /// only the revision is new, it is saved here.</summary>
    /// <exception cref="ProblemException">The id belongs to another post, or the post was deleted.</exception>
    public async Task<PreparedPost> PrepareAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        if (incoming.Name is { } given && await FindAsync(given.Id, cancellationToken) is { } known
            && !await IsEditAsync(incoming, known, cancellationToken))
            return new PreparedPost(incoming, null, FetchedPictures.None) { Known = known };
        await tombstones.RefuseDeletedAsync(incoming, cancellationToken);
        var original = await OriginalOfAsync(incoming, cancellationToken);
        var pictures = original is not null ? FetchedPictures.None : incoming.Fetched ?? await FetchAsync(incoming, cancellationToken);
        return new PreparedPost(incoming, original, pictures);
    }

    /// <summary>Fetches the pictures that a post names by URL. Does not use the database.</summary>
    public async Task<FetchedPictures> FetchAsync(IncomingPost incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var fetches = incoming.Pictures.Select(picture => FetchAsync(picture, incoming.Caller, cancellationToken)).ToArray();
        try
        {
            return new FetchedPictures(await Task.WhenAll(fetches));
        }
        catch
        {
            new FetchedPictures([.. fetches.Where(fetch => fetch.IsCompletedSuccessfully).Select(fetch => fetch.Result)]).Dispose();
            throw;
        }
    }

    /// <summary>Stores a prepared post, unless it has been stored meanwhile.</summary>
    /// <param name="prepared">The post.</param>
    /// <param name="note">Called with the change before it is saved; its changes to the context are saved in the same
    /// transaction. Not called if nothing is saved.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">The id belongs to another post, or the post was deleted.</exception>
    public async Task<Post> StoreAsync(PreparedPost prepared, Action<PostChange> note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(note);
        if (prepared.Known is { } known)
            return known;
        var hasPictures = prepared.Pictures.All.Any(picture => picture.Content is not null);
        using var pass = hasPictures ? await gate.EnterAsync(cancellationToken) : null;
        return await StoreWithinAsync(prepared, note, cancellationToken);
    }

    /// <summary>Stores posts without pictures in one transaction, as far as they are new, and sends their first requests.</summary>
    /// <returns>For each post the stored one. Null if it is not new, was deleted, or has the name of one before it: then nothing is done,
    /// and <see cref="AcceptAsync"/> says what becomes of it.</returns>
    public async Task<IReadOnlyList<Post?>> AcceptNewAsync(IReadOnlyList<IncomingPost> posts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var originals = await OriginalsOfAsync(posts, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await tombstones.HoldAsync(posts, cancellationToken);
        var areDeleted = await tombstones.AreDeletedAsync(posts, cancellationToken);
        var taken = await TakenAsync(posts, cancellationToken);
        var stepContext = await stepContexts.NowOfPostAsync(cancellationToken);
        var stored = new Post?[posts.Count];
        foreach (var (place, incoming) in posts.Index())
        {
            var name = incoming.Name ?? PostName.New(time);
            if (areDeleted[place] || !taken.Add(name.Id))
                continue;
            var original = incoming.Original is { } repeated ? originals.GetValueOrDefault(repeated.Id) : null;
            Activity.Current = incoming.Trace;
            stored[place] = db.Posts.Add(Post.Receive(name, incoming, images: [], original, stepContext)).Entity;
        }

        Activity.Current = null;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var post in stored.OfType<Post>())
            Count(post);
        return stored;
    }

    public async Task<Post?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Finds posts by their ids; unknown ones are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, Post>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var posts = await db.Posts.AsNoTracking().Where(post => ids.Contains(post.Id)).ToListAsync(cancellationToken);
        await ReadOriginalsAsync(posts, cancellationToken);
        return posts.ToDictionary(post => post.Id);
    }

    /// <summary>Lists posts before a position, newest first. Reads one more than the limit, to see whether there is a next page.</summary>
    public async Task<PostPage> ListAsync(PostFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var posts = await Matching(filter)
            .Where(post => before == null || post.Position < before)
            .OrderByDescending(post => post.Position)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        await ReadOriginalsAsync(posts, cancellationToken);
        return new PostPage(
            [.. posts.Take(limit).Select(PostResource.Of)],
            posts.Count > limit ? PageCursor.After(posts[limit - 1].Position) : null);
    }

    /// <summary>Returns the results of a post before its edits, latest first.</summary>
    public async Task<PostHistory> HistoryAsync(Guid id, CancellationToken cancellationToken) =>
        new([.. (await db.PostHistory.AsNoTracking().Where(past => past.PostId == id).OrderByDescending(past =>
            past.Edition).ToListAsync(cancellationToken))
            .Select(PastResultResource.Of)]);

    private IQueryable<Post> Matching(PostFilter filter)
    {
        string[] tags = filter.Tag is { } tag ? [tag] : [];
        string[] languages = filter.Language is { } language ? [language] : [];
        // A GIN index serves this operator.
        var posts = tags.Length + languages.Length == 0
            ? db.Posts
            : db.Posts.FromSql($"select * from gateway.posts where tags @> {tags} and languages @> {languages}");
        return posts.AsNoTracking().Where(post =>
            (filter.State == null || post.State == filter.State)
            && (filter.Source == null || post.Source == filter.Source)
            && (filter.Author == null || post.AuthorId == filter.Author)
            && (filter.From == null || (post.CreatedAt ?? post.ReceivedAt) >= filter.From)
            && (filter.To == null || (post.CreatedAt ?? post.ReceivedAt) < filter.To));
    }

    /// <summary>Whether a post replaces the stored one. If only the revision is newer and the body is
    /// the same, this only updates the revision.</summary>
    private async Task<bool> IsEditAsync(IncomingPost incoming, Post known, CancellationToken cancellationToken)
    {
        var isSame = incoming.BodySha256 == known.BodySha256;
        if (incoming.Revision is not { } revision)
            return isSame ? false : throw new ProblemException(Problems.IdConflict(known.PublicId));
        if (!PostRevision.IsNewer(revision, known.Revision))
            return false;
        if (isSame)
            await db.Posts.Where(post => post.Id == known.Id && post.Revision == known.Revision)
                .ExecuteUpdateAsync(post => post.SetProperty(p => p.Revision, revision), cancellationToken);
        return !isSame;
    }

    /// <summary>Returns the stored post that this one reposts, if the repost is to show its keyphrases.</summary>
    private async Task<Post?> OriginalOfAsync(IncomingPost incoming, CancellationToken cancellationToken) =>
        (await OriginalsOfAsync([incoming], cancellationToken)).Values.SingleOrDefault();

    private async Task<IReadOnlyDictionary<Guid, Post>> OriginalsOfAsync(
        IReadOnlyList<IncomingPost> posts, CancellationToken cancellationToken)
    {
        Guid[] ids = options.Value.TagReposts ? []
            : [.. posts.Where(post => post.Original is { } name && name != post.Name).Select(post => post.Original!.Id).Distinct()];
        return ids.Length == 0 ? new Dictionary<Guid, Post>() : await FindAsync(ids, cancellationToken);
    }

    /// <summary>Returns the ids of those posts that are stored.</summary>
    private async Task<HashSet<Guid>> TakenAsync(IReadOnlyList<IncomingPost> posts, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. posts.Select(post => post.Name?.Id).OfType<Guid>().Distinct()];
        return ids.Length == 0 ? []
            : await db.Posts.Where(post => ids.Contains(post.Id)).Select(post => post.Id).ToHashSetAsync(cancellationToken);
    }

    /// <summary>Loads the original posts and attaches them to their reposts.</summary>
    private async Task ReadOriginalsAsync(IReadOnlyList<Post> posts, CancellationToken cancellationToken)
    {
        var reposts = posts.Where(post => post.KeyphrasesOf is not null).ToLookup(post => PostName.Parse(post.KeyphrasesOf!).Id);
        List<Guid> ids = [.. reposts.Select(group => group.Key)];
        if (ids.Count == 0)
            return;
        foreach (var original in await db.Posts.AsNoTracking().Where(post => ids.Contains(post.Id)).ToListAsync(cancellationToken))
        {
            foreach (var repost in reposts[original.Id])
                repost.ReadBeside(original);
        }
    }

    private async Task<FetchedPicture> FetchAsync(IncomingPicture picture, string caller, CancellationToken cancellationToken)
    {
        if (picture.Url is not { } url)
            return new FetchedPicture(picture, picture.Content, null);
        try
        {
            return new FetchedPicture(picture, await fetcher.FetchAsync(url, caller, cancellationToken), null);
        }
        catch (PictureFetchException e)
        {
            metrics.PictureNotFetched(e.Fault.Code);
            return new FetchedPicture(picture, null, e.Fault);
        }
    }

    private async Task<Post> StoreWithinAsync(PreparedPost prepared, Action<PostChange> note, CancellationToken cancellationToken)
    {
        var (incoming, original, pictures) = prepared;
        var name = incoming.Name ?? PostName.New(time);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await tombstones.HoldAsync([incoming], cancellationToken);
        await tombstones.RefuseDeletedAsync(incoming, cancellationToken);
        // A concurrent request may have stored the same id first.
        var known = incoming.Name is null ? null : await db.LockPostAsync(name.Id, cancellationToken);
        if (known is not null && !await IsEditAsync(incoming, known, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return known;
        }

        var images = await PutAsync(pictures.All, cancellationToken);
        var stepContext = await stepContexts.NowOfPostAsync(cancellationToken);
        string[] left = known is null ? [] : [.. known.PictureSha256s.Except(images.Select(image => image.Sha256).OfType<string>())];
        var post = known is null
            ? db.Posts.Add(Post.Receive(name, incoming, images, original, stepContext)).Entity
            : await EditAsync(known, incoming, images, original, stepContext, cancellationToken);
        note(known is null ? PostChange.Accepted : PostChange.Edited);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        await removal.DeletePicturesAsync(left, cancellationToken);
        Count(post);
        return post;
    }

    private void Count(Post post)
    {
        metrics.PostReceived(post.Images.Count > 0);
        if (post.IsFinished)
            metrics.PostFinished(post);
    }

    private async Task<Post> EditAsync(
        Post known, IncomingPost incoming, IReadOnlyList<PostImage> images, Post? original, StepContext stepContext,
            CancellationToken cancellationToken)
    {
        await removal.ReplaceAsync(known, cancellationToken);
        if (known.Edit(incoming, images, original, await db.NextEditionAsync(cancellationToken), stepContext) is { } past)
            db.PostHistory.Add(past);
        return known;
    }

    private async Task<IReadOnlyList<PostImage>> PutAsync(IReadOnlyList<FetchedPicture> pictures, CancellationToken cancellationToken)
    {
        var images = new List<PostImage>();
        foreach (var (picture, content, fault) in pictures)
        {
            images.Add(new PostImage
            {
                Sha256 = content is null ? null : await db.PutBlobAsync(content, blobs, cancellationToken),
                Bytes = content?.Length ?? 0,
                Kind = picture.Kind,
                AltText = picture.AltText,
                FetchFault = fault,
            });
        }

        return images;
    }
}

/// <summary>A post whose pictures are fetched.</summary>
/// <param name="Incoming">The post.</param>
/// <param name="Original">The stored post that this one reposts, if the repost is to show its keyphrases.</param>
/// <param name="Pictures">The post's pictures; none if the post is already stored or is a repost.</param>
public sealed record PreparedPost(IncomingPost Incoming, Post? Original, FetchedPictures Pictures) : IDisposable
{
    /// <summary>The stored post, if this is a repeat of it; null if there is something to store.</summary>
    public Post? Known { get; init; }

    public void Dispose() => Pictures.Dispose();
}

/// <summary>The pictures of a post, held until they are disposed.</summary>
public sealed record FetchedPictures(IReadOnlyList<FetchedPicture> All) : IDisposable
{
    public static readonly FetchedPictures None = new([]);

    public void Dispose()
    {
        foreach (var picture in All)
            picture.Content?.Dispose();
    }
}

/// <summary>A picture of a post with its bytes, or with the reason why they could not be fetched.</summary>
public sealed record FetchedPicture(IncomingPicture Picture, PictureContent? Content, Fault? Fault);

/// <summary>The change that storing a post makes.</summary>
public enum PostChange
{
    Accepted,
    Edited,
}
