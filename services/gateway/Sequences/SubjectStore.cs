using Engram.ApiContracts;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Sequences;

/// <summary>Lists, exports and deletes the subjects of sequence sets.</summary>
public sealed class SubjectStore(GatewayDb db, SequenceCatalogue sequences, TimeProvider time)
{
    /// <param name="after">Last subject of the page before; empty for the first page.</param>
    /// <exception cref="ProblemException">No set has the name.</exception>
    public async Task<SubjectPage> ListAsync(string name, string after, int limit, CancellationToken cancellationToken)
    {
        var set = await sequences.GetAsync(name, cancellationToken);
        var subjects = await db.Database.SqlQuery<SubjectSummary>(
            $"""
            select subject as "Subject", count(*) as "Events", min(at) as "FirstAt", max(at) as "LastAt"
            from gateway.sequence_events where set_id = {set.Id} and subject > {after} group by subject order by subject limit {limit + 1}
            """).ToListAsync(cancellationToken);
        return new SubjectPage([.. subjects.Take(limit)], subjects.Count > limit ? TextCursor.After(subjects[limit - 1].Subject) : null);
    }

    /// <param name="after">Number of the last event of the page before; 0 for the first page.</param>
    /// <exception cref="ProblemException">No set has the name, or the subject has no events.</exception>
    public async Task<SubjectEventPage> ExportAsync(
        string name, string subject, long after, int limit, CancellationToken cancellationToken)
    {
        var set = await sequences.GetAsync(name, cancellationToken);
        var events = await db.Database.SqlQuery<NumberedEvent>(
            $"""
            select number as "Number", id as "Id", item as "Item", at as "At" from gateway.sequence_events
            where set_id = {set.Id} and subject = {subject} and number > {after} order by number limit {limit + 1}
            """).ToListAsync(cancellationToken);
        if (events.Count == 0 && after == 0)
            throw new ProblemException(Problems.UnknownSubject(name, subject));
        return new SubjectEventPage(
            [.. events.Take(limit).Select(one => new SubjectEvent(one.Id, subject, one.Item, one.At))],
            events.Count > limit ? PageCursor.After(events[limit - 1].Number) : null);
    }

    /// <summary>Deletes a subject's events, and the recommendations that were made from them. Its events up to now are never taken
    /// again.</summary>
    /// <exception cref="ProblemException">No set has the name.</exception>
    public async Task ForgetAsync(string name, string subject, CancellationToken cancellationToken)
    {
        var known = await sequences.GetAsync(name, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockSequenceSetAsync(known.Id, cancellationToken) is { } set)
        {
            // An event's time may be ahead of the clock.
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into gateway.forgotten_subjects (set_id, subject_sha256, until)
                select {set.Id}, gateway.hash_of_subject({set.Id}, {subject}), greatest({time.GetUtcNow()}, max(at))
                from gateway.sequence_events where set_id = {set.Id} and subject = {subject}
                on conflict (set_id, subject_sha256) do update set until = greatest(forgotten_subjects.until, excluded.until)
                """, cancellationToken);
            set.Changed(-await db.Database.ExecuteSqlAsync(
                $"delete from gateway.sequence_events where set_id = {set.Id} and subject = {subject}", cancellationToken));
            await db.Recommendations.Where(one => one.SetId == set.Id && one.Subject == subject).ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record NumberedEvent(long Number, string Id, string Item, DateTimeOffset At);
}
