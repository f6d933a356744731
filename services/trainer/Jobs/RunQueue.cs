using Engram.Contracts.Models;
using Engram.Trainer.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Trainer.Jobs;

/// <summary>
/// The runs as a queue in PostgreSQL. A worker holds a run by a lease that it renews while it works; a lease that ran out is free for
/// others. The database's clock counts, so that replicas need not agree on theirs.
/// </summary>
public sealed class RunQueue(TrainerDb db, IOptions<TrainerOptions> options)
{
    /// <summary>Adds a run, once however often it is asked for; within the caller's transaction.</summary>
    public Task AddAsync(TrainModel run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return db.Database.ExecuteSqlAsync(
            $"insert into models.runs (id, kind, name, experiment) values ({run.RunId}, {run.Kind}, {run.Name}, {run.Experiment}) on "
                + "conflict (id) do nothing",
            cancellationToken);
    }

    /// <summary>Takes the oldest run that nobody holds, or null when there is none. No two workers get the same one.</summary>
    public async Task<ClaimedRun?> ClaimAsync(string worker, CancellationToken cancellationToken)
    {
        var claimed = await db.Database.SqlQuery<ClaimedRun>(
            $"""
            update models.runs
            set state = 'running', worker = {worker}, lease_until = now() + {options.Value.Lease}, attempts = attempts + 1
            where id = (
                select id from models.runs
                where state = 'queued' or (state = 'running' and lease_until < now())
                order by requested_at, id limit 1 for update skip locked)
            returning id, kind, name, experiment, attempts
            """).ToListAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Renews the lease and notes how far the run is.</summary>
    /// <returns>False when the run now belongs to another worker.</returns>
    public async Task<bool> RenewAsync(Guid run, string worker, int epoch, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"update models.runs set lease_until = now() + {options.Value.Lease}, epoch = {epoch} where id = {run} and worker = {worker} "
                + "and state = 'running'",
            cancellationToken) == 1;

    /// <summary>Gives a run back, so that another worker need not wait for the lease to run out.</summary>
    public Task ReleaseAsync(Guid run, string worker, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"update models.runs set state = 'queued', worker = null, lease_until = null where id = {run} and worker = {worker} and "
                + "state = 'running'",
            cancellationToken);

    /// <summary>Ends a run with its model and announces it, both or neither.</summary>
    /// <returns>False when the run now belongs to another worker: nothing is announced.</returns>
    public async Task<bool> FinishAsync(ModelTrained trained, string worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return await EndAsync(
            $"update models.runs set state = 'trained', version = {trained.Version}, finished_at = now(), lease_until = null where id = "
                + $"{trained.RunId} and worker = {worker} and state = 'running'",
            trained, cancellationToken);
    }

    /// <summary>Ends a run without a model and announces it, both or neither.</summary>
    /// <returns>False when the run now belongs to another worker: nothing is announced.</returns>
    public async Task<bool> FailAsync(ModelTrainingFailed failed, string worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return await EndAsync(
            $"update models.runs set state = 'failed', reason = {failed.Reason}, finished_at = now(), lease_until = null where id = "
                + $"{failed.RunId} and worker = {worker} and state = 'running'",
            failed, cancellationToken);
    }

    private async Task<bool> EndAsync<TMessage>(FormattableString update, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Database.ExecuteSqlAsync(update, cancellationToken) == 0)
            return false;
        db.Enqueue(message);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}

/// <summary>A run that a worker holds.</summary>
public sealed record ClaimedRun(Guid Id, string Kind, string Name, string Experiment, int Attempts);
