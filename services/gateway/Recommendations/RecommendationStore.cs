using System.Diagnostics;
using Engram.ApiContracts;
using Engram.Gateway.Sequences;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Recommendations;

/// <summary>Stores, finds and deletes recommendations, and applies their results.</summary>
public sealed class RecommendationStore(
    GatewayDb db, SequenceCatalogue sequences, SubjectHistories histories, StepContextFactory stepContexts, GatewayMetrics metrics)
{
    /// <summary>Stores a request and sends it, in one transaction.</summary>
    /// <exception cref="ProblemException">No sequence set has the name.</exception>
    public async Task<Recommendation> AskAsync(IncomingRecommendation incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        while (true)
        {
            if (incoming.Set is { } set)
                await sequences.GetAsync(set, cancellationToken);
            // Null only if the set was deleted in between: then the next look says so.
            if ((await AskNewAsync([incoming], cancellationToken))[0] is { } asked)
                return asked;
        }
    }

    /// <summary>Stores requests in one transaction, as far as their sequence sets exist, and sends them with the histories of that
    /// moment.</summary>
    /// <returns>For each request the stored one. Null if no sequence set has the name: then nothing is done.</returns>
    public async Task<IReadOnlyList<Recommendation?>> AskNewAsync(
        IReadOnlyList<IncomingRecommendation> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        string[] names = [.. requests.Select(request => request.Set).OfType<string>().Distinct()];
        var sets = names.Length == 0 ? []
            : await db.SequenceSets.Where(set => names.Contains(set.Name)).ToDictionaryAsync(
                set => set.Name, set => set.Id, cancellationToken);
        // Held by a statement of its own, so that the histories are those of after.
        await histories.HoldAsync([.. sets.Values], cancellationToken);
        var known = await histories.ReadAsync([.. requests.Select(HistoryOf).OfType<(Guid, string)>()], cancellationToken);
        var stored = new Recommendation?[requests.Count];
        var current = Activity.Current;
        foreach (var (place, incoming) in requests.Index())
        {
            var of = HistoryOf(incoming);
            var history = of is { } subject ? known.GetValueOrDefault(subject) : null;
            if (incoming.OwnItems is null && history is null)
                continue;
            Activity.Current = incoming.Trace ?? current;
            stored[place] = db.Recommendations.Add(Recommendation.Ask(incoming, of?.SetId, history, stepContexts.Now())).Entity;
        }

        Activity.Current = current;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var _ in stored.OfType<Recommendation>())
            metrics.RecommendationReceived();
        return stored;

        (Guid SetId, string Subject)? HistoryOf(IncomingRecommendation request) =>
            request.Set is { } name && sets.TryGetValue(name, out var id) ? (id, request.Subject!) : null;
    }

    public async Task<Recommendation?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Finds recommendations by their ids; unknown ones are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, Recommendation>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        await db.Recommendations.AsNoTracking().Where(one => ids.Contains(one.Id)).ToDictionaryAsync(one => one.Id, cancellationToken);

    /// <returns>Whether it existed.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Recommendations.Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;

    /// <summary>Applies each message to the recommendation that it is about, while their rows are locked. Messages about a deleted one are
    /// dropped.</summary>
    public async Task ApplyAsync<TMessage>(
        IReadOnlyList<TMessage> messages, Func<TMessage, Guid> idOf, Action<Recommendation, TMessage, StepContext> step,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var found = await db.LockRecommendationsAsync([.. messages.Select(idOf).Distinct()], cancellationToken);
        var stepContext = stepContexts.Now();
        foreach (var message in messages)
        {
            if (!found.TryGetValue(idOf(message), out var recommendation))
                continue;
            var wasFinished = recommendation.IsFinished;
            step(recommendation, message, stepContext);
            if (recommendation.IsFinished && !wasFinished)
                metrics.RecommendationFinished(recommendation);
        }
    }
}
