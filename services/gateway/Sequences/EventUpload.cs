using System.IO.Pipelines;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sequences;

/// <summary>Stores an upload of any length into a sequence set, group by group. What broke off can be sent again as a whole: an event is
/// taken once.</summary>
public sealed class EventUpload(
    GatewayDb db, IOptions<SequenceOptions> sequences, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly SequenceOptions _options = sequences.Value;
    private readonly List<IncomingSubjectEvent> _group = [];
    private readonly List<RejectedLine> _rejected = [];
    private long _rejectedLines;
    private long _taken;
    private EventCounts _counts = new();

    /// <exception cref="ProblemException">No line is good, or the set was deleted.</exception>
    public async Task<EventUploadResult> ReadAsync(SequenceSet set, PipeReader body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var last = 0L;
        try
        {
            await foreach (
                var line in Ndjson.ReadLinesAsync(body, _options.MaxLineBytes, options.Value.StreamIdleTimeout, time, cancellationToken))
            {
                last = line.Number;
                Take(line);
                if (_group.Count == _options.MaxEventsPerTransaction)
                    await StoreAsync(set, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            Reject(last + 1, Problems.StreamIdle(options.Value.StreamIdleTimeout));
        }

        await StoreAsync(set, cancellationToken);
        return _taken == 0 ? throw new ProblemException(Problems.NothingImported(_rejectedLines, _rejected)) : new EventUploadResult
        {
            Set = set.Name,
            Added = _counts.Added,
            Known = _taken - _counts.Added - _counts.Forgotten - _counts.Expired,
            Forgotten = _counts.Forgotten,
            Expired = _counts.Expired,
            RejectedLines = _rejectedLines,
            Rejected = _rejected,
        };
    }

    private void Take(NdjsonLine line)
    {
        try
        {
            var utf8 = line.Utf8
                ?? throw new ProblemException(Problems.TooLarge($"The line is longer than {_options.MaxLineBytes} bytes."));
            _group.Add(IncomingSubjectEvent.Check(ApiJson.Read<SubjectEventLine>(utf8), time.GetUtcNow() + _options.MaxTimeAhead));
        }
        catch (ProblemException e)
        {
            Reject(line.Number, e.Problem);
        }
    }

    private void Reject(long line, Problem problem)
    {
        _rejectedLines++;
        if (_rejected.Count < _options.MaxRejectedLines)
            _rejected.Add(new RejectedLine(line, problem.ToDetails()));
    }

    private async Task StoreAsync(SequenceSet target, CancellationToken cancellationToken)
    {
        if (_group.Count == 0)
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var set = await db.LockSequenceSetAsync(target.Id, cancellationToken)
            ?? throw new ProblemException(Problems.SequenceGone(target.Name));
        var counts = await InsertAsync(set, cancellationToken);
        if (counts.Added > 0)
            set.Changed(counts.Added);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        db.ChangeTracker.Clear();
        _counts = new EventCounts
        {
            Added = _counts.Added + counts.Added, Forgotten = _counts.Forgotten + counts.Forgotten,
            Expired = _counts.Expired + counts.Expired,
        };
        _taken += _group.Count;
        _group.Clear();
    }

    private async Task<EventCounts> InsertAsync(SequenceSet set, CancellationToken cancellationToken)
    {
        string[] ids = [.. _group.Select(one => one.Id)];
        string[] subjects = [.. _group.Select(one => one.Subject)];
        string[] items = [.. _group.Select(one => one.Item)];
        DateTimeOffset[] times = [.. _group.Select(one => one.At)];
        var oldest = set.OldestAt(time.GetUtcNow());
        return (await db.Database.SqlQuery<EventCounts>(
            $"""
            with given as (
                select g.*, exists (
                    select from gateway.forgotten_subjects as f
                    where f.set_id = {set.Id} and f.subject_sha256 = gateway.hash_of_subject({set.Id}, g.subject) and g.at <= f.until)
                    as is_forgotten
                from unnest({ids}, {subjects}, {items}, {times}) with ordinality as g (id, subject, item, at, place)),
            added as (
                insert into gateway.sequence_events (set_id, id, subject, item, at)
                select {set.Id}, id, subject, item, at from given where not is_forgotten and at >= {oldest} order by place
                on conflict do nothing returning 1)
            select (select count(*) from added) as "Added", count(*) filter (where is_forgotten) as "Forgotten",
                count(*) filter (where not is_forgotten and at < {oldest}) as "Expired"
            from given
            """).ToListAsync(cancellationToken)).Single();
    }
}

/// <summary>How many events of an upload were added, and how many were not taken.</summary>
internal sealed record EventCounts
{
    public long Added { get; init; }

    public long Forgotten { get; init; }

    public long Expired { get; init; }
}
