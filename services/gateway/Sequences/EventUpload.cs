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
    GatewayDb db, SequenceEvents events, IOptions<SequenceOptions> sequences, IOptions<GatewayOptions> options, TimeProvider time)
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
        var counts = await events.AddAsync(set, _group, cancellationToken);
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
}
