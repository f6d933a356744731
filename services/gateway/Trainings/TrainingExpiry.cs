using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Trainings;

/// <summary>Asks the trainer for the status of trainings that were silent for too long: a
/// message may have been lost with its transport.</summary>
public sealed class TrainingExpiry(GatewayDb db, StepContextFactory stepContexts, GatewayMetrics metrics, ILogger<TrainingExpiry> logger)
    : IExpiryHandler, IResume
{
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        return db.WorkOffEachAsync(
            () => db.Trainings.FromSql(
                $"""
                select * from gateway.trainings where due_at <= {stepContext.Now} order by due_at limit {Batches.Rows} for update skip locked
                """),
            training =>
            {
                training.IsDue(stepContext);
                metrics.SentAgain("training");
            },
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        var last = 0L;
        var resumed = await db.WorkOffEachAsync(
            () => db.Trainings.FromSql(
                $"""
                select * from gateway.trainings where due_at is not null and position > {last} order by position
                limit {Batches.Rows} for update
                """),
            training =>
            {
                training.IsDue(stepContext);
                last = training.Position;
            },
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "trainings", resumed);
    }
}
