using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Gateway.Http;
using Engram.Gateway.Memories;
using Engram.Gateway.Models;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Questions;

/// <summary>Stores, finds and deletes questions, and applies their answers.</summary>
public sealed class QuestionStore(
    GatewayDb db, MemoryCatalogue memories, ModelCatalogue models, StepContextFactory stepContexts, GatewayMetrics metrics)
{
    /// <summary>Stores a question and sends it, in one transaction. The same question under the same id is only looked up.</summary>
    /// <exception cref="ProblemException">The id belongs to another question, or no memory set has the name.</exception>
    public async Task<Question> AskAsync(IncomingQuestion incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        if (incoming.Id is not { } id)
            return await StoreAsync(incoming, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldNameAsync("question:" + id, isShared: false, cancellationToken);
        var known = await FindAsync(id, cancellationToken);
        if (known is not null && !known.IsSame(incoming))
            throw new ProblemException(Problems.QuestionIdConflict(id));
        var question = known ?? await StoreAsync(incoming, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return question;
    }

    public Task<Question?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Questions.AsNoTracking().SingleOrDefaultAsync(question => question.Id == id, cancellationToken);

    /// <summary>Finds a question by the client's id.</summary>
    public Task<Question?> FindAsync(string publicId, CancellationToken cancellationToken) =>
        db.Questions.AsNoTracking().SingleOrDefaultAsync(question => question.PublicId == publicId, cancellationToken);

    /// <summary>Lists questions before a given one, newest first. Reads one more than the
    /// limit, to see whether there is a next page.</summary>
    public async Task<QuestionPage> ListAsync(QuestionFilter filter, Guid? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var questions = await Matching(filter)
            .Where(question => before == null || question.Id < before)
            .OrderByDescending(question => question.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new QuestionPage(
            [.. questions.Take(limit).Select(QuestionResource.Of)],
            questions.Count > limit ? QuestionCursor.After(questions[limit - 1]) : null);
    }

    /// <summary>Deletes a question with its answer.</summary>
    /// <returns>Whether the question existed.</returns>
    public async Task<bool> DeleteAsync(string publicId, CancellationToken cancellationToken) =>
        await db.Questions.Where(question => question.PublicId == publicId).ExecuteDeleteAsync(cancellationToken) == 1;

    /// <summary>Applies one step to a question while its row is locked. The answer to a deleted question is dropped.</summary>
    public async Task DeliverAsync(Guid id, Action<Question, StepContext> step, CancellationToken cancellationToken)
    {
        if (await db.LockQuestionAsync(id, cancellationToken) is not { } question)
            return;
        var wasFinished = question.IsFinished;
        step(question, stepContexts.Now());
        if (question.IsFinished && !wasFinished)
            metrics.QuestionFinished(question);
    }

    private async Task<Question> StoreAsync(IncomingQuestion incoming, CancellationToken cancellationToken)
    {
        var set = incoming.Memory is { } memory ? await memories.GetAsync(memory, cancellationToken) : null;
        var limits = set is null ? null : await models.HopLimitsOfAsync(incoming.Model, cancellationToken);
        var question = Question.Ask(incoming, set?.Id, limits, stepContexts.Now());
        db.Questions.Add(question);
        await db.SaveChangesAsync(cancellationToken);
        metrics.QuestionReceived();
        return question;
    }

    private IQueryable<Question> Matching(QuestionFilter filter)
    {
        // A question without a result matches by the model that it requests.
        var (model, version) = (filter.Model, filter.Model + "/");
        return db.Questions.AsNoTracking().Where(question =>
            (filter.Memory == null || question.Memory == filter.Memory)
            && (filter.State == null || question.State == filter.State)
            && (model == null || (question.Model ?? question.WantedModel) == model || question.Model!.StartsWith(version))
            && (filter.From == null || question.CreatedAt >= filter.From)
            && (filter.To == null || question.CreatedAt < filter.To));
    }
}
