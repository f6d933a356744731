using Engram.Gateway.Expiry;
using Engram.Gateway.Sequences;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Recommendations;

/// <summary>Asks again for recommendations that did not come in time, fails them after the last retry, and deletes old ones.</summary>
public sealed class RecommendationExpiry(
    GatewayDb db, SubjectHistories histories, StepContextFactory stepContexts, IOptions<SequenceOptions> options, GatewayMetrics metrics,
    ILogger<RecommendationExpiry> logger)
    : IExpiryHandler, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        await db.WorkOffAsync(
            () => db.Recommendations
                .FromSql(
                    $"""
                    select * from gateway.recommendations where due_at <= {stepContext.Now}
                    order by due_at limit {Batches.Rows} for update skip locked
                    """),
            batch => ForEachAsync(batch, (one, history) => LookAfter(one, history, stepContext), cancellationToken),
            cancellationToken);
        var oldest = stepContext.Now - options.Value.RecommendationAge;
        await db.Recommendations.Where(one => one.DueAt == null && one.CreatedAt < oldest)
            .OrderBy(one => one.CreatedAt).DeleteInBatchesAsync(cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        var last = Guid.Empty;
        var resumed = await db.WorkOffAsync(
            () => db.Recommendations
                .FromSql(
                    $"""
                    select * from gateway.recommendations where due_at is not null and id > {last}
                    order by id limit {Batches.Rows} for update
                    """),
            batch => ForEachAsync(
                batch,
                (one, history) =>
                {
                    one.Resume(history, stepContext);
                    last = one.Id;
                },
                cancellationToken),
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "recommendations", resumed);
    }

    private async Task ForEachAsync(
        IReadOnlyList<Recommendation> batch, Action<Recommendation, ItemHistory?> handle, CancellationToken cancellationToken)
    {
        var known = await histories.ReadAsync([.. batch.Select(one => one.HistoryOf).OfType<(Guid, string)>()], cancellationToken);
        foreach (var one in batch)
            handle(one, one.HistoryOf is { } of ? known[of] : null);
    }

    private void LookAfter(Recommendation recommendation, ItemHistory? history, StepContext stepContext)
    {
        recommendation.IsDue(history, stepContext);
        if (recommendation.IsFinished)
        {
            metrics.RecommendationFinished(recommendation);
            Log.GivenUp(logger, "Recommendation", recommendation.Id, recommendation.Redrives);
            return;
        }

        Log.SentAgain(logger, "Recommendation", recommendation.Id, recommendation.Redrives);
        metrics.SentAgain("recommendation");
    }
}
