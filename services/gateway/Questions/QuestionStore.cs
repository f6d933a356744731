using Engram.Gateway.Api;
using Engram.Gateway.Data;
using Engram.Gateway.Memories;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Questions;

/// <summary>Takes questions, finds them, and delivers their answers.</summary>
public sealed class QuestionStore(GatewayDb db, MemoryCatalogue memories, Moments moments)
{
    /// <exception cref="ProblemException">No memory set has the name.</exception>
    public async Task<Question> AskAsync(IncomingQuestion incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var set = incoming.Memory is { } memory ? await memories.GetAsync(memory, cancellationToken) : null;
        var question = Question.Ask(incoming, set?.Id, moments.Now());
        db.Questions.Add(question);
        await db.SaveChangesAsync(cancellationToken);
        return question;
    }

    public Task<Question?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Questions.AsNoTracking().SingleOrDefaultAsync(question => question.Id == id, cancellationToken);

    /// <summary>One step in a question's life, its row held.</summary>
    public async Task DeliverAsync(Guid id, Action<Question, Moment> step, CancellationToken cancellationToken)
    {
        if (await db.LockQuestionAsync(id, cancellationToken) is { } question)
            step(question, moments.Now());
    }
}
