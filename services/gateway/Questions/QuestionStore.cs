using System.Diagnostics;
using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Contracts.Questions;
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
        await db.HoldNameAsync(LockOf(id), isShared: false, cancellationToken);
        var known = await FindAsync(id, cancellationToken);
        if (known is not null && !known.IsSame(incoming))
            throw new ProblemException(Problems.QuestionIdConflict(id));
        var question = known ?? await StoreAsync(incoming, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return question;
    }

    /// <summary>Stores questions in one transaction, as far as they are new and their memory sets exist, and sends them.</summary>
    /// <returns>For each question the stored one. Null if its id is known, or was given to one before it, or no memory set has the name:
    /// then nothing is done, and <see cref="AskAsync"/> says what becomes of it.</returns>
    public async Task<IReadOnlyList<Question?>> AskNewAsync(
        IReadOnlyList<IncomingQuestion> questions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var sets = await memories.FindIdsAsync([.. questions.Select(question => question.Memory).OfType<string>()], cancellationToken);
        var limits = new Dictionary<string, HopLimits?>();
        foreach (var model in questions.Where(question => question.Memory is not null).Select(question => question.Model ?? "").Distinct())
            limits[model] = await models.HopLimitsOfAsync(model.Length == 0 ? null : model, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taken = await HoldAsync([.. questions.Select(question => question.Id).OfType<string>().Distinct()], cancellationToken);
        var stored = new Question?[questions.Count];
        foreach (var (place, incoming) in questions.Index())
        {
            Guid? setId = incoming.Memory is { } memory && sets.TryGetValue(memory, out var id) ? id : null;
            if ((incoming.Memory is not null && setId is null) || (incoming.Id is { } given && !taken.Add(given)))
                continue;
            Activity.Current = incoming.Trace;
            var reach = setId is null ? null : limits[incoming.Model ?? ""];
            stored[place] = db.Questions.Add(Question.Ask(incoming, setId, reach, stepContexts.Now())).Entity;
        }

        Activity.Current = null;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var _ in stored.OfType<Question>())
            metrics.QuestionReceived();
        return stored;
    }

    public async Task<Question?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Finds questions by their ids; unknown ones are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, Question>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        await db.Questions.AsNoTracking().Where(question => ids.Contains(question.Id))
            .ToDictionaryAsync(question => question.Id, cancellationToken);

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

    /// <summary>Applies each message to the question that it is about, while the rows of these questions are locked. Messages about a
    /// deleted question are dropped.</summary>
    public async Task ApplyAsync<TMessage>(
        IReadOnlyList<TMessage> messages, Func<TMessage, Guid> questionOf, Action<Question, TMessage, StepContext> step,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var questions = await db.LockQuestionsAsync([.. messages.Select(questionOf).Distinct()], cancellationToken);
        var stepContext = stepContexts.Now();
        foreach (var message in messages)
        {
            if (!questions.TryGetValue(questionOf(message), out var question))
                continue;
            var wasFinished = question.IsFinished;
            step(question, message, stepContext);
            if (question.IsFinished && !wasFinished)
                metrics.QuestionFinished(question);
        }
    }

    /// <summary>Locks ids of clients until the transaction ends.</summary>
    /// <returns>Those that questions have already.</returns>
    private async Task<HashSet<string>> HoldAsync(string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
            return [];
        await db.HoldNamesAsync(
            new SortedDictionary<string, bool>(ids.ToDictionary(LockOf, _ => false), StringComparer.Ordinal), cancellationToken);
        return await db.Questions.Where(question => ids.Contains(question.PublicId)).Select(question => question.PublicId)
            .ToHashSetAsync(cancellationToken);
    }

    private static string LockOf(string id) => "question:" + id;

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
