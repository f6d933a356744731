using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Sequences;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Makes the keyphrases of tagged posts events of their authors, in the sequence set that
/// <see cref="GatewayOptions.RememberAuthors"/> names, within the caller's transaction.</summary>
public sealed class AuthorEvents(GatewayDb db, SequenceEvents events, IOptions<GatewayOptions> options)
{
    private string SetName => options.Value.RememberAuthors;

    /// <summary>Names an author as a subject, for example <c>x:7</c>. If that is too long or no URL could name it, a hash takes the place
    /// of the author's id.</summary>
    public static string SubjectOf(string source, string authorId)
    {
        var natural = $"{source}:{authorId}";
        return IncomingSubjectEvent.IsSubject(natural) ? natural
            : $"{source}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("engram:author:" + natural)).AsSpan(0, 16))}";
    }

    /// <summary>Adds the events of posts that were tagged just now. They replace those of a post that was stored before under the same
    /// name.</summary>
    public async Task AddAsync(IReadOnlyList<Post> tagged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tagged);
        IncomingSubjectEvent[] made = SetName.Length == 0 ? [] : [.. tagged.SelectMany(EventsOf)];
        if (made.Length == 0)
            return;
        await events.DeleteOfPostsAsync([.. made.Select(one => one.PostId!.Value).Distinct()], cancellationToken);
        if (await db.LockSequenceSetAsync(SetName, cancellationToken) is { } set)
            await events.AddAsync(set, made, cancellationToken);
    }

    /// <summary>Deletes the events of a post that is edited.</summary>
    public Task ReplaceAsync(Post post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return events.DeleteOfPostsAsync([post.Id], cancellationToken);
    }

    /// <summary>Deletes the events of posts, and the recommendations for their authors, which may show them.</summary>
    public async Task DeleteAsync(Guid[] posts, CancellationToken cancellationToken)
    {
        foreach (var (setId, subject) in await events.DeleteOfPostsAsync(posts, cancellationToken))
            await db.Recommendations.Where(one => one.SetId == setId && one.Subject == subject).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Deletes an author from every set that holds events of their posts, and refuses older events from now on.</summary>
    public async Task ForgetAsync(string source, string authorId, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(source, authorId);
        var sets = await db.Database.SqlQuery<Guid>(
            $"""
            select id as "Value" from gateway.sequence_sets as s where s.name = {SetName} or exists (
                select from gateway.sequence_events as e where e.set_id = s.id and e.subject = {subject} and e.post_id is not null)
            """).ToListAsync(cancellationToken);
        await events.ForgetAsync(sets, subject, cancellationToken);
    }

    private static IEnumerable<IncomingSubjectEvent> EventsOf(Post post)
    {
        if (post is not { State: PostState.Tagged, Source: { } source, AuthorId: { } authorId })
            return [];
        var subject = SubjectOf(source, authorId);
        // A post may claim to come from the future.
        var at = post.CreatedAt < post.ReceivedAt ? post.CreatedAt.Value : post.ReceivedAt;
        return post.Tags.Distinct(StringComparer.Ordinal).Where(IncomingSubjectEvent.IsItem).Select((tag, place) =>
            new IncomingSubjectEvent(string.Create(CultureInfo.InvariantCulture, $"post:{post.Id:D}:{place}"), subject, tag, at)
            {
                PostId = post.Id,
            });
    }
}
