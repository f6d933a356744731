using System.Text.Json;
using Engram.Contracts.Models;
using Engram.Trainer.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Trainer.Jobs;

/// <summary>The runs as a queue in PostgreSQL. A worker holds a run by a lease, which it renews while it works; an expired lease is free
/// for others. Leases use the database's clock, so that the clocks of replicas need not agree.</summary>
public sealed class RunQueue(TrainerDb db, IOptions<TrainerOptions> options)
{
    private const string Trained = "trained";
    private const string Failed = "failed";
    private const string Cancelled = "cancelled";

    /// <summary>Adds a run in the caller's transaction. A repeated request adds nothing; if the run has ended, it is announced
    /// again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="fault">Why it can't be done: the run fails at once. Null if the request is valid.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task AddAsync(TrainModel run, string? fault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var files = run.Files is null ? null : JsonSerializer.Serialize(run.Files);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into models.runs (id, kind, name, experiment, data, files, promote)
            values ({run.RunId}, {run.Kind}, {run.Name}, {run.Experiment}, {run.Data}, {files}, {run.Promote}) on conflict (id) do nothing
            """,
            cancellationToken);
        if (added == 0)
            await AnnounceAgainAsync(run.RunId, cancellationToken);
        else if (fault is not null)
        {
            var failed = new ModelTrainingFailed { RunId = run.RunId, Name = run.Name, Reason = fault };
            await EndWaitingAsync(Failed, failed, run.RunId, fault, cancellationToken);
        }
    }

    /// <summary>Cancels a queued run, or requests the end of a running one, in the caller's transaction. A run that is not known yet gets a
    /// row, so that it never starts.</summary>
    public async Task CancelAsync(CancelTraining cancel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cancel);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into models.runs (id, kind, name, experiment) values ({cancel.RunId}, '', {cancel.Name}, '')
            on conflict (id) do nothing
            """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"update models.runs set cancel_requested = true where id = {cancel.RunId} and state = 'running'", cancellationToken);
        var cancelled = new TrainingCancelled { RunId = cancel.RunId, Name = cancel.Name };
        await EndWaitingAsync(Cancelled, cancelled, cancel.RunId, null, cancellationToken);
    }

    /// <summary>Claims the oldest run that no worker holds; null if there is none. No two workers get the same run.</summary>
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
            returning id, kind, name, experiment, attempts, data, files, promote
            """).ToListAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Renews the lease, and records and reports the run's progress.</summary>
    internal async Task<RunHold> RenewAsync(Guid run, string worker, RunProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var renewed = await db.Database.SqlQuery<RenewedRun>(
            $"""
            update models.runs
            set lease_until = now() + {options.Value.Lease}, epoch = {progress.Finished?.Epoch ?? 0}, reports = reports + 1
            where id = {run} and worker = {worker} and state = 'running'
            returning reports, cancel_requested as "CancelRequested"
            """).ToListAsync(cancellationToken);
        if (renewed is not [var row])
            return RunHold.Lost;
        db.Enqueue(ReportOf(run, row.Reports, progress));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row.CancelRequested ? RunHold.Cancelled : RunHold.Held;
    }

    /// <summary>Releases a run, so that another worker need not wait for the lease to expire.</summary>
    public Task ReleaseAsync(Guid run, string worker, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update models.runs set state = 'queued', worker = null, lease_until = null
            where id = {run} and worker = {worker} and state = 'running'
            """,
            cancellationToken);

    /// <summary>Ends a run with its model and announces it, atomically.</summary>
    /// <returns>False if the run now belongs to another worker: nothing is announced.</returns>
    public Task<bool> FinishAsync(ModelTrained trained, string worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return EndAsync(Trained, trained, trained.RunId, worker, trained.Version, null, cancellationToken);
    }

    /// <summary>Ends a run without a model and announces it, atomically.</summary>
    /// <returns>False if the run now belongs to another worker: nothing is announced.</returns>
    public Task<bool> FailAsync(ModelTrainingFailed failed, string worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return EndAsync(Failed, failed, failed.RunId, worker, null, failed.Reason, cancellationToken);
    }

    /// <summary>Ends a canceled run and announces it, atomically.</summary>
    /// <returns>False if the run now belongs to another worker: nothing is announced.</returns>
    public Task<bool> StopAsync(TrainingCancelled cancelled, string worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cancelled);
        return EndAsync(Cancelled, cancelled, cancelled.RunId, worker, null, null, cancellationToken);
    }

    private static TrainingProgressed ReportOf(Guid run, long number, RunProgress progress)
    {
        var last = progress.Last;
        return new TrainingProgressed
        {
            RunId = run,
            Number = number,
            Epoch = last?.Epoch ?? 0,
            Epochs = last?.Epochs ?? 0,
            Step = last?.Step ?? 0,
            Steps = last?.Steps ?? 0,
            // JSON has only finite numbers.
            Loss = last is { Loss: var loss } && double.IsFinite(loss) ? loss : null,
            Metrics = (progress.Finished?.Validation ?? new Dictionary<string, double>())
                .Where(metric => double.IsFinite(metric.Value)).ToDictionary(),
        };
    }

    private async Task<bool> EndAsync<TMessage>(
        string state, TMessage message, Guid run, string worker, string? version, string? reason, CancellationToken cancellationToken)
        where TMessage : class
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
            update models.runs set state = {state}, version = {version}, reason = {reason}, outcome = {JsonSerializer.Serialize(message)},
                finished_at = now(), lease_until = null
            where id = {run} and worker = {worker} and state = 'running'
            """,
            cancellationToken);
        if (ended == 0)
            return false;
        db.Enqueue(message);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Ends a queued run in the caller's transaction, which also saves the announcement.</summary>
    private async Task EndWaitingAsync<TMessage>(
        string state, TMessage message, Guid run, string? reason, CancellationToken cancellationToken)
        where TMessage : class
    {
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
            update models.runs set state = {state}, reason = {reason}, outcome = {JsonSerializer.Serialize(message)}, finished_at = now()
            where id = {run} and state = 'queued'
            """,
            cancellationToken);
        if (ended == 1)
            db.Enqueue(message);
    }

    private async Task AnnounceAgainAsync(Guid run, CancellationToken cancellationToken)
    {
        var ended = await db.Database.SqlQuery<EndedRun>($"select state, outcome from models.runs where id = {run} and outcome is not null")
            .ToListAsync(cancellationToken);
        if (ended is not [var row])
            return;
        switch (row.State)
        {
            case Trained:
                db.Enqueue(JsonSerializer.Deserialize<ModelTrained>(row.Outcome)!);
                break;
            case Failed:
                db.Enqueue(JsonSerializer.Deserialize<ModelTrainingFailed>(row.Outcome)!);
                break;
            default:
                db.Enqueue(JsonSerializer.Deserialize<TrainingCancelled>(row.Outcome)!);
                break;
        }
    }

    internal sealed record RenewedRun(long Reports, bool CancelRequested);

    internal sealed record EndedRun(string State, string Outcome);
}

/// <summary>Whether a worker still holds a run that it claimed.</summary>
internal enum RunHold
{
    Held,

    /// <summary>The run belongs to another worker now, or has ended.</summary>
    Lost,

    /// <summary>The run is still held, but its cancellation was requested.</summary>
    Cancelled,
}

/// <summary>A run that a worker holds.</summary>
/// <param name="Files">The files sent with it, as JSON; null: none.</param>
public sealed record ClaimedRun(
    Guid Id, string Kind, string Name, string Experiment, int Attempts, string? Data, string? Files, bool Promote)
{
    internal IReadOnlyList<TrainingFile>? FileList => Files is null ? null : JsonSerializer.Deserialize<IReadOnlyList<TrainingFile>>(Files);
}
