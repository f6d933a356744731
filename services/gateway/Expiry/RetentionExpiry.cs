using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Expiry;

/// <summary>Deletes finished posts, former revisions and finished trainings whose days are over. Pictures that no post shows any more go
/// with the next sweep of blobs.</summary>
public sealed class RetentionExpiry(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time) : IExpiryHandler
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var kept = options.Value;
        if (OldestOf(kept.PostRetentionDays) is { } post)
            await db.Posts.Where(old => old.DueAt == null && old.ReceivedAt < post)
                .OrderBy(old => old.ReceivedAt).DeleteInBatchesAsync(cancellationToken);
        if (OldestOf(kept.HistoryRetentionDays) is { } revision)
            await db.PostHistory.Where(old => old.ReplacedAt < revision)
                .OrderBy(old => old.ReplacedAt).DeleteInBatchesAsync(cancellationToken);
        if (OldestOf(kept.TrainingRetentionDays) is { } training)
            await db.Trainings.Where(old => old.FinishedAt < training)
                .OrderBy(old => old.FinishedAt).DeleteInBatchesAsync(cancellationToken);
    }

    private DateTimeOffset? OldestOf(int? days) => days is { } kept ? time.GetUtcNow() - TimeSpan.FromDays(kept) : null;
}
