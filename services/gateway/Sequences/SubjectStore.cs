using Engram.ApiContracts;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Sequences;

/// <summary>Lists, exports and deletes the subjects of sequence sets.</summary>
public sealed class SubjectStore(GatewayDb db, SequenceCatalogue sequences, SequenceEvents events)
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
        var found = await db.Database.SqlQuery<NumberedEvent>(
            $"""
            select number as "Number", id as "Id", item as "Item", at as "At" from gateway.sequence_events
            where set_id = {set.Id} and subject = {subject} and number > {after} order by number limit {limit + 1}
            """).ToListAsync(cancellationToken);
        if (found.Count == 0 && after == 0)
            throw new ProblemException(Problems.UnknownSubject(name, subject));
        return new SubjectEventPage(
            [.. found.Take(limit).Select(one => new SubjectEvent(one.Id, subject, one.Item, one.At))],
            found.Count > limit ? PageCursor.After(found[limit - 1].Number) : null);
    }

    /// <summary>Deletes a subject's events, and the recommendations that were made from them. Its events up to now are never taken
    /// again.</summary>
    /// <exception cref="ProblemException">No set has the name.</exception>
    public async Task ForgetAsync(string name, string subject, CancellationToken cancellationToken)
    {
        var known = await sequences.GetAsync(name, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await events.ForgetAsync([known.Id], subject, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record NumberedEvent(long Number, string Id, string Item, DateTimeOffset At);
}
