using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Sequences;

/// <summary>Deletes events that are older than their set keeps them.</summary>
public sealed class SequenceExpiry(GatewayDb db, TimeProvider time) : IExpiryHandler
{
    private const int EventsPerTransaction = 1000;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var sets = await db.SequenceSets.AsNoTracking().Where(set => set.RetentionDays != null).ToListAsync(cancellationToken);
        foreach (var set in sets)
        {
            while (await HasExpiredAsync(set, cancellationToken))
                await DeleteSomeAsync(set.Id, cancellationToken);
        }
    }

    // Asked first without a lock: mostly there is nothing to do, and uploads need not wait.
    private Task<bool> HasExpiredAsync(SequenceSet set, CancellationToken cancellationToken)
    {
        var oldest = set.OldestAt(time.GetUtcNow());
        return db.Database.SqlQuery<bool>(
            $"select exists (select from gateway.sequence_events where set_id = {set.Id} and at < {oldest}) as \"Value\"")
            .SingleAsync(cancellationToken);
    }

    private async Task DeleteSomeAsync(Guid setId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockSequenceSetAsync(setId, cancellationToken) is { } set)
        {
            var oldest = set.OldestAt(time.GetUtcNow());
            set.Changed(-await db.Database.ExecuteSqlAsync(
                $"""
                delete from gateway.sequence_events where (set_id, id) in (
                    select set_id, id from gateway.sequence_events where set_id = {setId} and at < {oldest} limit {EventsPerTransaction})
                """, cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }
}
