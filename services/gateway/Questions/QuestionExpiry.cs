using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Questions;

/// <summary>Asks questions again that were not answered in time, fails them after the last retry, and deletes old finished ones.</summary>
public sealed class QuestionExpiry(GatewayDb db, StepContextFactory stepContexts, GatewayMetrics metrics, ILogger<QuestionExpiry> logger)
    : IExpiryHandler, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        await db.WorkOffEachAsync(
            () => db.Questions
                .FromSql(
                    $"""
                    select * from gateway.questions where due_at <= {stepContext.Now}
                    order by due_at limit {Batches.Rows} for update skip locked
                    """),
            question => LookAfter(question, stepContext),
            cancellationToken);
        if (stepContext.Options.QuestionRetentionDays is not { } days)
            return;
        var oldest = stepContext.Now - TimeSpan.FromDays(days);
        await db.Questions.Where(question => question.DueAt == null && question.CreatedAt < oldest)
            .OrderBy(question => question.CreatedAt).DeleteInBatchesAsync(cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        var last = Guid.Empty;
        var resumed = await db.WorkOffEachAsync(
            () => db.Questions
                .FromSql(
                    $"""
                    select * from gateway.questions where due_at is not null and id > {last}
                    order by id limit {Batches.Rows} for update
                    """),
            question =>
            {
                question.Resume(stepContext);
                last = question.Id;
            },
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "questions", resumed);
    }

    private void LookAfter(Question question, StepContext stepContext)
    {
        question.IsDue(stepContext);
        if (question.IsFinished)
        {
            metrics.QuestionFinished(question);
            Log.GivenUp(logger, "Question", question.Id, question.Redrives);
            return;
        }

        Log.SentAgain(logger, "Question", question.Id, question.Redrives);
        metrics.SentAgain("question");
    }
}
