using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Sequences;

/// <summary>Adds and deletes events within the caller's transaction. Each change locks the rows of its sets first, so no two of one set run
/// side by side.</summary>
public sealed class SequenceEvents(GatewayDb db, TimeProvider time)
{
    /// <summary>Adds events to a set whose row the transaction locks, as far as they are new, young enough, and not of a deleted
    /// subject.</summary>
    internal async Task<EventCounts> AddAsync(
        SequenceSet set, IReadOnlyList<IncomingSubjectEvent> events, CancellationToken cancellationToken)
    {
        string[] ids = [.. events.Select(one => one.Id)];
        string[] subjects = [.. events.Select(one => one.Subject)];
        string[] items = [.. events.Select(one => one.Item)];
        DateTimeOffset[] times = [.. events.Select(one => one.At)];
        Guid?[] posts = [.. events.Select(one => one.PostId)];
        var oldest = set.OldestAt(time.GetUtcNow());
        var counts = (await db.Database.SqlQuery<EventCounts>(
            $"""
            with given as (
                select g.*, exists (
                    select from gateway.forgotten_subjects as f
                    where f.set_id = {set.Id} and f.subject_sha256 = gateway.hash_of_subject({set.Id}, g.subject) and g.at <= f.until)
                    as is_forgotten
                from unnest({ids}, {subjects}, {items}, {times}, {posts}) with ordinality as g (id, subject, item, at, post_id, place)),
            added as (
                insert into gateway.sequence_events (set_id, id, subject, item, at, post_id)
                select {set.Id}, id, subject, item, at, post_id from given where not is_forgotten and at >= {oldest} order by place
                on conflict do nothing returning 1)
            select (select count(*) from added) as "Added", count(*) filter (where is_forgotten) as "Forgotten",
                count(*) filter (where not is_forgotten and at < {oldest}) as "Expired"
            from given
            """).ToListAsync(cancellationToken)).Single();
        if (counts.Added > 0)
            set.Changed(counts.Added);
        return counts;
    }

    /// <summary>Deletes the events that were made of posts.</summary>
    /// <returns>The sets and subjects that lost some.</returns>
    internal async Task<IReadOnlyList<SubjectOfSet>> DeleteOfPostsAsync(Guid[] posts, CancellationToken cancellationToken)
    {
        var sets = await LockAsync(
            $"""
            select id as "Value" from gateway.sequence_sets
            where id in (select set_id from gateway.sequence_events where post_id = any({posts})) order by id for update
            """, cancellationToken);
        return sets.Length == 0 ? [] : await db.Database.SqlQuery<SubjectOfSet>(
            $"""
            with gone as (delete from gateway.sequence_events where post_id = any({posts}) returning set_id, subject),
            changed as (
                update gateway.sequence_sets as s set events = s.events - g.events, epoch = s.epoch + 1
                from (select set_id, count(*) as events from gone group by set_id) as g where s.id = g.set_id)
            select distinct set_id as "SetId", subject as "Subject" from gone
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Deletes a subject's events in sets, and the recommendations that were made from them. Its events up to now are never taken
    /// again there.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<Guid> sets, string subject, CancellationToken cancellationToken)
    {
        var known = await LockAsync(
            $"""select id as "Value" from gateway.sequence_sets where id = any({sets.ToArray()}) order by id for update""",
            cancellationToken);
        // An event's time may be ahead of the clock.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into gateway.forgotten_subjects (set_id, subject_sha256, until)
            select s.id, gateway.hash_of_subject(s.id, {subject}), greatest({time.GetUtcNow()}, (
                select max(at) from gateway.sequence_events as e where e.set_id = s.id and e.subject = {subject}))
            from unnest({known}) as s (id)
            on conflict (set_id, subject_sha256) do update set until = greatest(forgotten_subjects.until, excluded.until)
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from gateway.sequence_events where set_id = any({known}) and subject = {subject} returning set_id)
            update gateway.sequence_sets as s set epoch = s.epoch + 1, events = s.events - (select count(*) from gone where set_id = s.id)
            where s.id = any({known})
            """, cancellationToken);
        await db.Recommendations.Where(one => known.Contains(one.SetId!.Value) && one.Subject == subject)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<Guid[]> LockAsync(FormattableString lockSets, CancellationToken cancellationToken) =>
        [.. await db.Database.SqlQuery<Guid>(lockSets).ToListAsync(cancellationToken)];
}

/// <summary>A subject of a set.</summary>
internal sealed record SubjectOfSet(Guid SetId, string Subject);

/// <summary>How many events were added, and how many were not taken.</summary>
internal sealed record EventCounts
{
    public long Added { get; init; }

    public long Forgotten { get; init; }

    public long Expired { get; init; }
}
