using Engram.ApiContracts;
using Engram.ApiContracts.Trainings;
using Engram.Blobs;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Trainings;

/// <summary>Stores, finds, cancels and deletes trainings, and applies the trainer's messages.</summary>
public sealed class TrainingStore(GatewayDb db, IBlobStore blobs, BlobWriteLimiter gate, StepContextFactory stepContexts)
{
    /// <summary>Stores a training with its files and sends it to the trainer, in one transaction.</summary>
    public async Task<Training> BeginAsync(Guid id, IncomingTraining incoming, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        using var pass = incoming.Files.Count > 0 ? await gate.EnterAsync(cancellationToken) : null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Use one fixed order, so that two requests with the same files do not deadlock.
        foreach (var file in incoming.Files.OrderBy(file => file.Content.Sha256, StringComparer.Ordinal))
            await db.PutBlobAsync(file.Content, blobs, cancellationToken);
        var training = Training.Begin(id, incoming, stepContexts.Now());
        db.Trainings.Add(training);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return training;
    }

    public Task<Training?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Trainings.AsNoTracking().SingleOrDefaultAsync(training => training.Id == id, cancellationToken);

    /// <summary>Lists trainings before a position, newest first.</summary>
    /// <param name="name">Only trainings of this model package; null for any.</param>
    /// <param name="state">Only trainings in this state; null for any.</param>
    /// <param name="before">Only trainings before this position; null for the first page.</param>
    /// <param name="limit">Maximum trainings per page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<TrainingPage> ListAsync(
        string? name, TrainingState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        var trainings = await db.Trainings.AsNoTracking()
            .Where(training => (name == null || training.Name == name) && (state == null || training.State == state)
                && (before == null || training.Position < before))
            .OrderByDescending(training => training.Position)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new TrainingPage(
            [.. trainings.Take(limit).Select(TrainingResource.From)],
            trainings.Count > limit ? PageCursor.After(trainings[limit - 1].Position) : null);
    }

    /// <summary>Cancels a training, or deletes it if it is finished.</summary>
    /// <returns>The training if it was cancelled; null if it was deleted.</returns>
    /// <exception cref="ProblemException">There is no such training.</exception>
    public async Task<Training?> CancelOrDeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var training = await db.LockTrainingAsync(id, cancellationToken) ?? throw new ProblemException(Problems.UnknownTraining($"{id}"));
        var isDeleted = training.IsFinished;
        if (isDeleted)
            db.Trainings.Remove(training);
        else
            training.Cancel(stepContexts.Now());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isDeleted ? null : training;
    }

    /// <summary>Applies one step to a training while its row is locked. Messages about a deleted training are dropped.</summary>
    public async Task UpdateAsync(Guid id, Action<Training, StepContext> step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (await db.LockTrainingAsync(id, cancellationToken) is { } training)
            step(training, stepContexts.Now());
    }
}
