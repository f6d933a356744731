using Engram.Gateway.Data;
using Engram.Gateway.Sweeping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Questions;

/// <summary>Asks questions again that no answer comes to, and gives up in the end.</summary>
public sealed class QuestionSweeper(GatewayDb db, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<QuestionSweeper> logger)
    : ISweep, IResume
{
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var moment = Now();
        return db.WorkOffAsync(
            () => db.Questions
                .FromSql($"select * from gateway.questions where due_at <= {moment.Now} order by due_at limit {Batches.Rows} for update skip locked")
                .ToListAsync(cancellationToken),
            questions =>
            {
                foreach (var question in questions)
                    LookAfter(question, moment);
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var moment = Now();
        var last = Guid.Empty;
        var resumed = await db.WorkOffAsync(
            () => db.Questions
                .FromSql($"select * from gateway.questions where due_at is not null and id > {last} order by id limit {Batches.Rows} for update")
                .ToListAsync(cancellationToken),
            questions =>
            {
                foreach (var question in questions)
                    question.Resume(moment);
                last = questions.Count > 0 ? questions[^1].Id : last;
                return Task.CompletedTask;
            },
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "questions", resumed);
    }

    private void LookAfter(Question question, Moment moment)
    {
        question.IsDue(moment);
        if (question.IsFinished)
        {
            Log.GivenUp(logger, "Question", question.Id, question.Redrives);
            return;
        }

        Log.SentAgain(logger, "Question", question.Id, question.Redrives);
        metrics.SentAgain("question");
    }

    private Moment Now() => new(time.GetUtcNow(), db, options.Value);
}
